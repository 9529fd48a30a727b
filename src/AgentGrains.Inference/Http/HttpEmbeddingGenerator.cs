using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Http;

/// <summary>Embeddings from an HTTP endpoint: OpenAI's interface, Azure's, Text Embeddings Inference's or Ollama's.</summary>
/// <remarks>
/// Thread-safe. One request per call, not repeated: guard it (<see cref="Resilience.GuardedEmbeddingGenerator"/>). An answer with another
/// number of vectors, another dimension, or a component that is no finite number is refused whole.
/// </remarks>
public sealed class HttpEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly HttpModelOptions _options;
    private readonly HttpEndpoint _endpoint;
    private readonly EmbeddingGeneratorMetadata _metadata;
    private readonly BackendTraits _traits;
    private int _dimension;

    /// <summary>Makes a generator. Nothing is sent yet.</summary>
    /// <param name="options">The model and where it is.</param>
    /// <param name="handler">What sends; null for a handler of its own.</param>
    /// <param name="clock">The time, for Retry-After.</param>
    public HttpEmbeddingGenerator(HttpModelOptions options, HttpMessageHandler? handler = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Model);
        _options = options;
        var model = options.Dimensions is { } asked ? $"{options.Model}@{asked}" : options.Model;
        _endpoint = new HttpEndpoint($"http:{model}", options.AddressOf("embeddings"), options, handler, clock);
        _dimension = options.Dimensions ?? 0;
        _metadata = new EmbeddingGeneratorMetadata("http", options.Endpoint, model, options.Dimensions);
        _traits = new BackendTraits { Lanes = options.Lanes, MaxBatch = options.MaxBatch };
    }

    /// <inheritdoc/>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var made = new GeneratedEmbeddings<Embedding<float>>();
        foreach (var texts in values.Chunk(_options.MaxBatch))
        {
            using var answer = await _endpoint.PostAsync(writer => Ask(writer, texts), cancellationToken).ConfigureAwait(false);
            foreach (var vector in Read(answer.RootElement, texts.Length))
                made.Add(new Embedding<float>(vector) { ModelId = _metadata.DefaultModelId });
        }

        return made;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType == typeof(BackendTraits) ? _traits
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _endpoint.Dispose();

    private void Ask(Utf8JsonWriter writer, string[] texts)
    {
        writer.WriteStartObject();
        if (_options.Shape is HttpModelShape.OpenAI or HttpModelShape.Ollama)
            writer.WriteString("model", _options.Model);
        writer.WriteStartArray(_options.Shape == HttpModelShape.Tei ? "inputs" : "input");
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
        if (_options is { UseBase64: true, Shape: HttpModelShape.OpenAI or HttpModelShape.Azure })
            writer.WriteString("encoding_format", "base64");
        if (_options.Shape == HttpModelShape.Tei)
            writer.WriteBoolean("truncate", true);
        else if (_options.Dimensions is { } dimensions)
            writer.WriteNumber("dimensions", dimensions);
        writer.WriteEndObject();
    }

    private float[][] Read(JsonElement answer, int count)
    {
        var list = _options.Shape switch
        {
            HttpModelShape.Tei => answer,
            HttpModelShape.Ollama => Property(answer, "embeddings"),
            _ => Property(answer, "data"),
        };
        if (list.ValueKind != JsonValueKind.Array)
            throw _endpoint.Garbled("holds no list of embeddings");
        if (list.GetArrayLength() != count)
            throw new ModelOutputException("embedding", $"'{_endpoint.Name}' answered {count} texts with {list.GetArrayLength()} vectors.");
        var vectors = new float[count][];
        var place = 0;
        foreach (var item in list.EnumerateArray())
        {
            var (index, vector) = _options.Shape is HttpModelShape.Tei or HttpModelShape.Ollama ? (place, item) : (IndexOf(item, place), Property(item, "embedding"));
            place++;
            if (index < 0 || index >= count || vectors[index] is not null)
                throw new ModelOutputException("embedding", $"'{_endpoint.Name}' answered with the vector of text {index} of {count} twice, or of no text.");
            vectors[index] = Vector(vector);
        }

        return vectors;
    }

    private float[] Vector(JsonElement element)
    {
        var vector = element.ValueKind == JsonValueKind.String ? FromBase64(element) : FromNumbers(element);
        var dimension = Interlocked.CompareExchange(ref _dimension, vector.Length, 0);
        if (vector.Length == 0 || (dimension != 0 && dimension != vector.Length))
            throw new ModelOutputException("embedding", $"'{_endpoint.Name}' made a vector of {vector.Length} dimensions; it makes {dimension}.");
        return Array.TrueForAll(vector, float.IsFinite)
            ? vector
            : throw new ModelOutputException("embedding", $"'{_endpoint.Name}' made a vector with a component that is not finite.");
    }

    private float[] FromNumbers(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
            throw _endpoint.Garbled("holds an embedding that is no list");
        var vector = new float[element.GetArrayLength()];
        var i = 0;
        foreach (var number in element.EnumerateArray())
        {
            // A server that made a NaN may say null or "NaN".
            vector[i++] = number.ValueKind == JsonValueKind.Number && number.TryGetSingle(out var component) ? component : float.NaN;
        }

        return vector;
    }

    private float[] FromBase64(JsonElement element)
    {
        if (!element.TryGetBytesFromBase64(out var bytes) || bytes.Length % sizeof(float) != 0)
            throw _endpoint.Garbled("holds an embedding that is neither a list nor base64 of floats");
        var vector = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        return vector;
    }

    private static int IndexOf(JsonElement item, int place) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("index", out var index) ? index.TryGetInt32(out var number) ? number : -1 : place;

    private JsonElement Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : throw _endpoint.Garbled($"lacks '{name}'");
}
