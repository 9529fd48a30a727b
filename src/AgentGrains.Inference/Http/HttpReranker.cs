using System.Text.Json;

namespace AgentGrains.Inference.Http;

/// <summary>Reranking by an HTTP endpoint: Text Embeddings Inference's /rerank, or /v1/rerank as vLLM and others speak it.</summary>
/// <remarks>Thread-safe. One request per call, not repeated: guard it (<see cref="Resilience.GuardedReranker"/>).</remarks>
public sealed class HttpReranker : IReranker, IDisposable
{
    private readonly HttpModelOptions _options;
    private readonly HttpEndpoint _endpoint;

    /// <summary>Makes a reranker. Nothing is sent yet.</summary>
    /// <param name="options">The model and where it is.</param>
    /// <param name="handler">What sends; null for a handler of its own.</param>
    /// <param name="clock">The time, for Retry-After.</param>
    public HttpReranker(HttpModelOptions options, HttpMessageHandler? handler = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        ModelId = $"http:{options.Model}";
        _endpoint = new HttpEndpoint(ModelId, options.AddressOf("rerank"), options, handler, clock);
    }

    /// <inheritdoc/>
    public string ModelId { get; }

    /// <inheritdoc/>
    public async ValueTask<float[]> ScoreAsync(string query, IReadOnlyList<string> documents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(documents);
        if (documents.Count == 0)
            return [];
        using var answer = await _endpoint.PostAsync(writer => Ask(writer, query, documents), cancellationToken).ConfigureAwait(false);
        return Read(answer.RootElement, documents.Count);
    }

    /// <inheritdoc/>
    public void Dispose() => _endpoint.Dispose();

    private void Ask(Utf8JsonWriter writer, string query, IReadOnlyList<string> documents)
    {
        var isTei = _options.Shape == HttpModelShape.Tei;
        writer.WriteStartObject();
        if (!isTei)
            writer.WriteString("model", _options.Model);
        writer.WriteString("query", query);
        writer.WriteStartArray(isTei ? "texts" : "documents");
        foreach (var document in documents)
            writer.WriteStringValue(document);
        writer.WriteEndArray();
        if (isTei)
            writer.WriteBoolean("truncate", true);
        writer.WriteEndObject();
    }

    private float[] Read(JsonElement answer, int count)
    {
        var list = answer;
        if (answer.ValueKind == JsonValueKind.Object && !answer.TryGetProperty("results", out list))
            throw _endpoint.Garbled("lacks 'results'");
        if (list.ValueKind != JsonValueKind.Array)
            throw _endpoint.Garbled("holds no list of scores");
        var scores = new float[count];
        Array.Fill(scores, float.NaN);
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("index", out var index) || !index.TryGetInt32(out var place)
                || !(item.TryGetProperty("score", out var score) || item.TryGetProperty("relevance_score", out score)))
            {
                throw _endpoint.Garbled("holds a score that does not say of which document");
            }

            if (place < 0 || place >= count)
                throw new ModelOutputException("rerank", $"'{ModelId}' scored document {place} of {count}.");
            scores[place] = score.ValueKind == JsonValueKind.Number && score.TryGetSingle(out var value) ? value : float.NaN;
        }

        return Array.TrueForAll(scores, float.IsFinite)
            ? scores
            : throw new ModelOutputException("rerank", $"'{ModelId}' left a document without a finite score.");
    }
}
