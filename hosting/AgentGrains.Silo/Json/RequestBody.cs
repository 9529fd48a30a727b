using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace AgentGrains.Silo;

/// <summary>Reads request bodies, and says what is wrong with one in the words of the API.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="ProblemException">It is not JSON in UTF-8, or not the JSON that the route takes.</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        if (!IsJson(request.ContentType))
            throw new ProblemException(Problems.UnsupportedMediaType());

        var services = request.HttpContext.RequestServices;
        var timeout = services.GetRequiredService<IOptions<SiloOptions>>().Value.BodyTimeout;
        using var late = new CancellationTokenSource(timeout, services.GetRequiredService<TimeProvider>());
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, request.HttpContext.RequestAborted);
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, type, either.Token)
                ?? throw new ProblemException(Problems.MalformedBody(null, "The body is null; send a JSON object."));
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            request.HttpContext.Response.Headers.Connection = "close";   // what is left of the body would be read as the next request
            throw new ProblemException(Problems.BodyTooSlow(timeout));
        }
        catch (JsonException fault)
        {
            throw new ProblemException(BodyFault.Explain(fault, type));
        }
    }

    /// <summary>A body that is a file as it is: as long as files may be, and not only as requests with texts may.</summary>
    public static Stream FileOf(HttpRequest request, long maxBytes)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxBytes;
        return request.Body;
    }

    // Other charsets would be transcoded, and transcoding replaces what it cannot read instead of refusing it.
    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue || type.Encoding is UTF8Encoding);
}
