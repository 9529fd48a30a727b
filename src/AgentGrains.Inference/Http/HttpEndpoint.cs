using System.Net.Http.Headers;
using System.Text.Json;

namespace AgentGrains.Inference.Http;

/// <summary>Posts JSON to a model's HTTP endpoint and reads JSON back; every failure says what it was. One attempt per call.</summary>
/// <remarks>Thread-safe. The key is sent and never shown.</remarks>
internal sealed class HttpEndpoint : IDisposable
{
    private const int MostBytes = 256 * 1024 * 1024;

    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly HttpEndpointFaults _faults;

    public HttpEndpoint(string name, Uri address, HttpModelOptions options, HttpMessageHandler? handler, TimeProvider? clock)
    {
        (Name, _address, _faults) = (name, address, new HttpEndpointFaults(name, clock ?? TimeProvider.System));
        // Attempts are timed by their guard.
        _client = new HttpClient(handler ?? NewHandler()) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostBytes };
        if (options.ReadKey() is not { } key)
            return;
        if (options.Shape == HttpModelShape.Azure)
            _client.DefaultRequestHeaders.Add("api-key", key);
        else
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public string Name { get; }

    /// <summary>Posts a body; the answer's document is the caller's to dispose.</summary>
    public async Task<JsonDocument> PostAsync(Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(body))
            write(writer);
        using var content = new ByteArrayContent(body.GetBuffer(), 0, (int)body.Length);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _client.PostAsync(_address, content, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw _faults.Refusal(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false), response.Headers.RetryAfter);
        try
        {
            return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), default, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException garbled)
        {
            throw Garbled("is no JSON or was cut off", garbled);
        }
    }

    /// <summary>The answer is not of the form.</summary>
    public ModelBackendException Garbled(string why, Exception? inner = null) => _faults.Garbled(why, inner);

    /// <summary>Sends over connections that are renewed now and then, so that a moved address is noticed.</summary>
    public static SocketsHttpHandler NewHandler() => new() { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };

    public void Dispose() => _client.Dispose();
}
