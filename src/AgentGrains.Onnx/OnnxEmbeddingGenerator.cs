using System.Numerics.Tensors;
using AgentGrains.Inference;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentGrains.Onnx;

/// <summary>
/// Embeddings of a transformer encoder (BERT and its like: MiniLM, BGE, E5, GTE) on ONNX Runtime: tokens, encoder, mean or first token, unit length.
/// A text's vector does not depend on what it is batched with.
/// </summary>
/// <remarks>Thread-safe. It computes on the caller's thread.</remarks>
public sealed class OnnxEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly OnnxSession _session;
    private readonly Pooling _pooling;
    private readonly bool _normalize;
    private readonly EmbeddingGeneratorMetadata _metadata;
    private readonly BackendTraits _traits;

    /// <summary>Loads a model.</summary>
    /// <param name="options">The model and how it is run.</param>
    /// <param name="logger">Told when the device is not there.</param>
    /// <exception cref="FileNotFoundException">The folder lacks the model or its tokenizer.</exception>
    /// <exception cref="InvalidDataException">A file is of a kind that is not supported.</exception>
    /// <exception cref="InvalidOperationException">The device is required and cannot be used.</exception>
    public OnnxEmbeddingGenerator(OnnxModelOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxTokens, 3);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        _session = new OnnxSession(options, logger ?? NullLogger.Instance);
        _pooling = options.Pooling ?? OnnxFolder.ReadPooling(options.Folder) ?? Pooling.Mean;
        _normalize = options.Normalize;
        // Everything that changes a vector is in its name.
        var how = (_pooling == Pooling.Cls ? "-cls" : "") + (_normalize ? "" : "-raw") + (options.MaxTokens == 256 ? "" : $"-{options.MaxTokens}");
        _metadata = new EmbeddingGeneratorMetadata("onnx", null, OnnxFolder.IdOf(_session.ModelFile, options.Folder, how), _session.Width > 0 ? _session.Width : null);
        var lanes = options.Lanes > 0 ? options.Lanes : _session.IsOnDevice ? 2 : Math.Max(1, Environment.ProcessorCount / options.Threads);
        _traits = new BackendTraits { Lanes = lanes };
    }

    /// <summary>Whether it runs on a CUDA device.</summary>
    public bool IsOnDevice => _session.IsOnDevice;

    /// <inheritdoc/>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        cancellationToken.ThrowIfCancellationRequested();
        var texts = values.Select(value => _session.Encode(value)).ToList();
        if (texts.Count == 0)
            return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>());
        var made = _session.Run(texts, (Self: this, Texts: texts), static (output, shape, call) => call.Self.Read(output, shape, call.Texts));
        return Task.FromResult(made);
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
    public void Dispose() => _session.Dispose();

    private GeneratedEmbeddings<Embedding<float>> Read(ReadOnlySpan<float> output, ReadOnlySpan<long> shape, List<(int[] Ids, int Second)> texts)
    {
        var made = new GeneratedEmbeddings<Embedding<float>>(texts.Count);
        for (var row = 0; row < texts.Count; row++)
            made.Add(new Embedding<float>(Pool(output, shape, row, texts[row].Ids.Length)) { ModelId = _metadata.DefaultModelId });
        return made;
    }

    private float[] Pool(ReadOnlySpan<float> output, ReadOnlySpan<long> shape, int row, int tokens)
    {
        var width = (int)shape[^1];
        var vector = new float[width];
        if (shape.Length == 2)
        {
            output.Slice(row * width, width).CopyTo(vector);   // the model pools by itself
        }
        else
        {
            var longest = (int)shape[1];
            var first = output.Slice(row * longest * width, longest * width);
            first[..width].CopyTo(vector);
            for (var token = 1; _pooling == Pooling.Mean && token < tokens; token++)
                TensorPrimitives.Add(vector, first.Slice(token * width, width), vector);
            if (_pooling == Pooling.Mean)
                TensorPrimitives.Divide(vector, tokens, vector);
        }

        var length = TensorPrimitives.Norm<float>(vector);
        if (_normalize && length > 0)
            TensorPrimitives.Divide(vector, length, vector);
        return vector;
    }
}
