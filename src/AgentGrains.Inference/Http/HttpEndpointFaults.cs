using System.ClientModel;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using AgentGrains.Inference.Resilience;

namespace AgentGrains.Inference.Http;

/// <summary>Says what an endpoint's failures mean, in the same words for every kind of call.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class HttpEndpointFaults(string name, TimeProvider clock)
{
    private const int Excerpt = 200;

    /// <summary>The answer is not of the form.</summary>
    public ModelBackendException Garbled(string why, Exception? inner = null) =>
        new(name, BackendFault.Garbled, $"The answer of '{name}' {why}.", null, inner);

    /// <summary>The endpoint answered with an error.</summary>
    /// <param name="status">The answer's status.</param>
    /// <param name="said">Its body; an excerpt is shown.</param>
    /// <param name="retryAfter">Its Retry-After, when there is one.</param>
    public ModelBackendException Refusal(HttpStatusCode status, string said, RetryConditionHeaderValue? retryAfter)
    {
        var remedy = status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => " Check the key's environment variable.",
            HttpStatusCode.NotFound => " Check the address and the model.",
            _ => "",
        };
        return new ModelBackendException(
            name, BackendFaults.Of(status), $"'{name}' answered {(int)status}: {(said.Length > Excerpt ? said[..Excerpt] + "…" : said)}{remedy}", Wait(retryAfter));
    }

    /// <summary>A failure of the OpenAI library as callers see it; null for one that means what it says, such as a cancellation.</summary>
    public Exception? Named(Exception failure) => failure switch
    {
        ClientResultException { Status: >= 400 } refused => Refusal(
            (HttpStatusCode)refused.Status, refused.GetRawResponse()?.Content.ToString() ?? refused.Message,
            refused.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var after) == true && RetryConditionHeaderValue.TryParse(after, out var parsed) ? parsed : null),
        ClientResultException { InnerException: HttpRequestException or IOException } away => away.InnerException,
        ClientResultException or JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException or NullReferenceException =>
            Garbled("is no JSON of the form or was cut off", failure),
        _ => null,
    };

    private TimeSpan? Wait(RetryConditionHeaderValue? after) => after switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > clock.GetUtcNow() => date - clock.GetUtcNow(),
        _ => null,
    };
}
