using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
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
    private readonly string _output;

    public OnnxSession(OnnxModelOptions options, ILogger logger)
    {
        ModelFile = OnnxFolder.FindModel(options);
        _tokenizer = OnnxFolder.ReadTokenizer(options.Folder);
        _maxTokens = options.MaxTokens;
        (_session, IsOnDevice) = Open(options, logger);
        string[] known = ["input_ids", "attention_mask", "token_type_ids"];
        if (_session.InputMetadata.Keys.Except(known).FirstOrDefault() is { } strange)
            throw new InvalidDataException($"{ModelFile} wants an input '{strange}'; an encoder takes {string.Join(", ", known)}.");
        string[] preferred = ["last_hidden_state", "token_embeddings", "logits"];
        _output = preferred.FirstOrDefault(_session.OutputMetadata.ContainsKey) ?? _session.OutputMetadata.Keys.First();
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

    /// <summary>Runs a batch, padded to its longest. The output has a row per text, or per text and token.</summary>
    public DenseTensor<float> Run(IReadOnlyList<(int[] Ids, int Second)> texts, out int longest)
    {
        longest = texts.Max(static text => text.Ids.Length);
        var (ids, mask, types) = (new long[texts.Count * longest], new long[texts.Count * longest], new long[texts.Count * longest]);
        Array.Fill(ids, _tokenizer.PaddingTokenId);
        for (var row = 0; row < texts.Count; row++)
        {
            for (var i = 0; i < texts[row].Ids.Length; i++)
                (ids[row * longest + i], mask[row * longest + i], types[row * longest + i]) = (texts[row].Ids[i], 1, i < texts[row].Second ? 0 : 1);
        }

        int[] shape = [texts.Count, longest];
        var inputs = new List<NamedOnnxValue>(3);
        foreach (var (name, data) in new[] { ("input_ids", ids), ("attention_mask", mask), ("token_type_ids", types) })
        {
            if (_session.InputMetadata.ContainsKey(name))
                inputs.Add(NamedOnnxValue.CreateFromTensor(name, new DenseTensor<long>(data, shape)));
        }

        _use.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            using var outputs = _session.Run(inputs, [_output]);
            return outputs[0].AsTensor<float>().ToDenseTensor();
        }
        finally
        {
            _use.ExitReadLock();
        }
    }

    public void Dispose()
    {
        _use.EnterWriteLock();
        try
        {
            if (!_isClosed)
                _session.Dispose();
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
