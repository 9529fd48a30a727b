using System.Numerics.Tensors;
using AgentGrains.Engine.Vectors;
using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Embedding;

/// <summary>
/// Static embeddings (Model2Vec, S. Tulkens and T. van Dongen 2024): a text's vector is the mean of its tokens' rows, scaled to unit
/// length. Microseconds per text and no accelerator. It also gives the vectors of single words (<see cref="IWordVectors"/>).
/// </summary>
/// <remarks>Thread-safe. A text without a known token gets a vector of zeros.</remarks>
public sealed class Model2VecEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>, IWordVectors
{
    // Model2Vec's own limit: what a long document says first.
    private const int MaxTokens = 512;

    private static readonly BackendTraits Traits = new() { IsImmediate = true };

    private readonly StaticModel _model;
    private readonly WordPiece _pieces;
    private readonly EmbeddingGeneratorMetadata _metadata;
    private readonly HashSet<int> _special = [];

    /// <summary>Loads a model.</summary>
    /// <param name="path">
    /// A folder in the public Model2Vec layout (model.safetensors, tokenizer.json, config.json), or a quantised file (GGE1) or its folder.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no model there.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or of a kind that is not supported; the message says which and how.</exception>
    public Model2VecEmbeddingGenerator(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _model = StaticModelFile.Read(path);
        _pieces = new WordPiece(_model.Tokens);
        _metadata = new EmbeddingGeneratorMetadata("model2vec", null, _model.Id, _model.Dimension);
        foreach (var name in (string[])["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
        {
            if (_model.Tokens.TryGetValue(name, out var token))
                _special.Add(token);
        }
    }

    /// <inheritdoc/>
    public int Dimension => _model.Dimension;

    /// <inheritdoc/>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var made = new GeneratedEmbeddings<Embedding<float>>();
        foreach (var value in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var vector = new float[_model.Dimension];
            TryEmbed(value, vector);
            made.Add(new Embedding<float>(vector) { ModelId = _model.Id });
        }

        return Task.FromResult(made);
    }

    /// <inheritdoc/>
    public bool TryGet(ReadOnlySpan<char> word, Span<float> destination) => TryEmbed(word, destination);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType == typeof(BackendTraits) ? Traits
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held that needs releasing.
    }

    private bool TryEmbed(ReadOnlySpan<char> text, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, _model.Dimension);
        destination.Clear();
        var ids = new List<int>();
        _pieces.Tokenize(text, ids);
        var count = 0;
        foreach (var id in ids)
        {
            if (count == MaxTokens)
                break;
            if (_special.Contains(id))
                continue;
            TensorPrimitives.Add(destination, _model.Row(id), destination);
            count++;
        }

        var length = Length(destination);
        if (count == 0 || length == 0)
            return false;
        TensorPrimitives.Multiply(destination, (float)(1 / (_model.Normalize ? length : count)), destination);
        return true;
    }

    // In double and in order, so that machines agree.
    private static double Length(ReadOnlySpan<float> vector)
    {
        var squares = 0.0;
        foreach (var component in vector)
            squares += (double)component * component;
        return Math.Sqrt(squares);
    }
}
