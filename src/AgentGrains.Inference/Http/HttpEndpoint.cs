using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using AgentGrains.Inference.Resilience;

namespace AgentGrains.Inference.Http;

/// <summary>Posts JSON to a model's HTTP endpoint and reads JSON back; every failure says what it was. One attempt per call.</summary>
/// <remarks>Thread-safe. The key is sent and never shown.</remarks>
internal sealed class HttpEndpoint : IDisposable
{
    private const int MostBytes = 256 * 1024 * 1024;
    private const int Excerpt = 200;

    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly TimeProvider _clock;

    public HttpEndpoint(string name, Uri address, HttpModelOptions options, HttpMessageHandler? handler, TimeProvider? clock)
    {
        (Name, _address, _clock) = (name, address, clock ?? TimeProvider.System);
        // Attempts are timed by their guard. A connection is renewed now and then, so that a moved address is noticed.
        _client = new HttpClient(handler ?? new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostBytes };
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
            throw await RefusalAsync(response, cancellationToken).ConfigureAwait(false);
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
    public ModelBackendException Garbled(string why, Exception? inner = null) =>
        new(Name, BackendFault.Garbled, $"The answer of '{Name}' {why}.", null, inner);

    public void Dispose() => _client.Dispose();

    private async Task<ModelBackendException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var said = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var fault = BackendFaults.Of(response.StatusCode);
        var remedy = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => " Check the key's environment variable.",
            HttpStatusCode.NotFound => " Check the address and the model.",
            _ => "",
        };
        return new ModelBackendException(
            Name, fault, $"'{Name}' answered {(int)response.StatusCode}: {(said.Length > Excerpt ? said[..Excerpt] + "…" : said)}{remedy}", RetryAfter(response));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > _clock.GetUtcNow() => date - _clock.GetUtcNow(),
        _ => null,
    };
}
