using AgentGrains.Inference;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentGrains.Onnx;

/// <summary>A cross-encoder on ONNX Runtime: query and document are read together, and the first logit is the score.</summary>
/// <remarks>Thread-safe. It computes on the caller's thread.</remarks>
public sealed class OnnxReranker : IReranker, IServiceProvider, IDisposable
{
    private readonly OnnxSession _session;
    private readonly BackendTraits _traits;

    /// <summary>Loads a model.</summary>
    /// <param name="options">The model and how it is run.</param>
    /// <param name="logger">Told when the device is not there.</param>
    public OnnxReranker(OnnxModelOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _session = new OnnxSession(options, logger ?? NullLogger.Instance);
        ModelId = $"onnx:{OnnxFolder.IdOf(_session.ModelFile, options.Folder, "")}";
        _traits = new BackendTraits { Lanes = options.Lanes > 0 ? options.Lanes : Math.Max(1, Environment.ProcessorCount / options.Threads) };
    }

    /// <inheritdoc/>
    public string ModelId { get; }

    /// <inheritdoc/>
    public ValueTask<float[]> ScoreAsync(string query, IReadOnlyList<string> documents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(documents);
        cancellationToken.ThrowIfCancellationRequested();
        if (documents.Count == 0)
            return new([]);
        var pairs = documents.Select(document => _session.Encode(query, document)).ToList();
        var scores = _session.Run(pairs, documents.Count, static (output, _, count) =>
        {
            var width = output.Length / count;   // of three sizes when the model has no head, which is then of no use but harmless
            var first = new float[count];
            for (var i = 0; i < count; i++)
                first[i] = output[i * width];
            return first;
        });
        return new(scores);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType) => serviceType == typeof(BackendTraits) ? _traits : null;

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
