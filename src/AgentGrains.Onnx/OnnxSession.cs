using System.Numerics.Tensors;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;

namespace AgentGrains.Onnx;

/// <summary>A loaded model and its tokenizer: token ids in, the first output out.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class OnnxSession : IDisposable
{
    private readonly ReaderWriterLockSlim _use = new();   // native memory must not go while a batch runs in it
    private readonly InferenceSession _session;
    private bool _isClosed;
    private readonly BertTokenizer _tokenizer;
    private readonly int _maxTokens;
    private readonly RunOptions _run = new();
    private readonly string[] _inputs;
    private readonly string _output;
    private readonly string[] _outputs;

    public OnnxSession(OnnxModelOptions options, ILogger logger)
    {
        ModelFile = OnnxFolder.FindModel(options);
        _tokenizer = OnnxFolder.ReadTokenizer(options.Folder);
        _maxTokens = options.MaxTokens;
        (_session, IsOnDevice) = Open(options, logger);
        string[] known = ["input_ids", "attention_mask", "token_type_ids"];
        if (_session.InputMetadata.Keys.Except(known).FirstOrDefault() is { } strange)
            throw new InvalidDataException($"{ModelFile} wants an input '{strange}'; an encoder takes {string.Join(", ", known)}.");
        _inputs = [.. known.Where(_session.InputMetadata.ContainsKey)];
        string[] preferred = ["last_hidden_state", "token_embeddings", "logits"];
        _output = preferred.FirstOrDefault(_session.OutputMetadata.ContainsKey) ?? _session.OutputMetadata.Keys.First();
        _outputs = [_output];
    }

    public string ModelFile { get; }

    /// <summary>It runs on a CUDA device.</summary>
    public bool IsOnDevice { get; }

    /// <summary>The last size of the output, if the model says it.</summary>
    public int Width => _session.OutputMetadata[_output].Dimensions is [.., > 0 and var width] ? width : 0;

    /// <summary>Ids of a text, or of two after each other, special tokens included.</summary>
    public (int[] Ids, int Second) Encode(string text, string? second = null)
    {
        var first = _tokenizer.EncodeToIds(text, addSpecialTokens: false);
        var ids = new List<int>(first.Count + 2) { _tokenizer.ClassificationTokenId };
        ids.AddRange(first.Take(_maxTokens - 2));
        ids.Add(_tokenizer.SeparatorTokenId);
        var boundary = ids.Count;
        if (second is not null)
        {
            ids.AddRange(_tokenizer.EncodeToIds(second, addSpecialTokens: false).Take(Math.Max(0, _maxTokens - boundary - 1)));
            ids.Add(_tokenizer.SeparatorTokenId);
        }

        return ([.. ids], boundary);
    }

    /// <summary>Reads the output of a batch where the runtime has it: a row per text, or per text and token.</summary>
    public delegate TResult Reader<TState, TResult>(ReadOnlySpan<float> output, ReadOnlySpan<long> shape, TState state);

    /// <summary>Runs a batch, padded to its longest.</summary>
    public TResult Run<TState, TResult>(IReadOnlyList<(int[] Ids, int Second)> texts, TState state, Reader<TState, TResult> read)
    {
        var longest = texts.Max(static text => text.Ids.Length);
        long[] shape = [texts.Count, longest];
        var inputs = new OrtValue[_inputs.Length];
        _use.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            for (var i = 0; i < inputs.Length; i++)
                inputs[i] = OrtValue.CreateTensorValueFromMemory(Padded(texts, longest, _inputs[i]), shape);
            using var outputs = _session.Run(_run, _inputs, inputs, _outputs);
            return read(outputs[0].GetTensorDataAsSpan<float>(), outputs[0].GetTensorTypeAndShape().Shape, state);
        }
        finally
        {
            _use.ExitReadLock();
            foreach (var input in inputs)
                input?.Dispose();
        }
    }

    private long[] Padded(IReadOnlyList<(int[] Ids, int Second)> texts, int longest, string input)
    {
        var data = new long[texts.Count * longest];
        if (input == "input_ids" && _tokenizer.PaddingTokenId != 0)
            Array.Fill(data, _tokenizer.PaddingTokenId);
        for (var row = 0; row < texts.Count; row++)
        {
            var (ids, second) = texts[row];
            var to = data.AsSpan(row * longest, ids.Length);
            if (input == "input_ids")
                TensorPrimitives.ConvertTruncating<int, long>(ids, to);
            else if (input == "attention_mask")
                to.Fill(1);
            else
                to[second..].Fill(1);
        }

        return data;
    }

    public void Dispose()
    {
        _use.EnterWriteLock();
        try
        {
            if (!_isClosed)
            {
                _session.Dispose();
                _run.Dispose();
            }

            _isClosed = true;
        }
        finally
        {
            _use.ExitWriteLock();
        }
    }

    private (InferenceSession Session, bool IsOnDevice) Open(OnnxModelOptions options, ILogger logger)
    {
        if (options.Device == OnnxDevice.Cpu)
            return (new InferenceSession(ModelFile, Settings(options)), false);
        try
        {
            using var settings = Settings(options);
            if (options.CudaLibrary is { } library)
                System.Runtime.InteropServices.NativeLibrary.Load(library);
            settings.AppendExecutionProvider_CUDA(options.CudaDevice);
            return (new InferenceSession(ModelFile, settings), true);
        }
        catch (Exception failure) when (failure is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException or BadImageFormatException)
        {
            if (options.Device == OnnxDevice.Cuda)
            {
                throw new InvalidOperationException(
                    $"CUDA device {options.CudaDevice} cannot be used: {failure.Message} Build with -p:Cuda=true or set OnnxModelOptions.CudaLibrary, check the driver, or choose OnnxDevice.CudaOrCpu.", failure);
            }

            LogNoDevice(logger, options.CudaDevice, ModelFile, failure);
            return (new InferenceSession(ModelFile, Settings(options)), false);
        }
    }

    private static SessionOptions Settings(OnnxModelOptions options) => new()
    {
        IntraOpNumThreads = options.Threads,
        InterOpNumThreads = 1,
        ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
    };

    [LoggerMessage(80, LogLevel.Warning, "CUDA device {Device} cannot be used for '{Model}'; it runs on the processor")]
    private static partial void LogNoDevice(ILogger logger, int device, string model, Exception failure);
}
