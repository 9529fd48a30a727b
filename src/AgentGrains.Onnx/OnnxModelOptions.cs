namespace AgentGrains.Onnx;

/// <summary>How the vectors of a text's tokens become one.</summary>
public enum Pooling
{
    /// <summary>The mean over the text's own tokens.</summary>
    Mean,

    /// <summary>The first token's ([CLS]).</summary>
    Cls,
}

/// <summary>Where a model runs.</summary>
public enum OnnxDevice
{
    /// <summary>On the processor.</summary>
    Cpu,

    /// <summary>On a CUDA device; without one, on the processor, which is logged as a warning.</summary>
    CudaOrCpu,

    /// <summary>On a CUDA device, or not at all.</summary>
    Cuda,
}

/// <summary>A transformer model on disk and how it is run.</summary>
public sealed record OnnxModelOptions
{
    /// <summary>Folder with the model (.onnx) and its tokenizer (vocab.txt, or a tokenizer.json of kind WordPiece).</summary>
    public required string Folder { get; set; }

    /// <summary>The model's file in the folder or in its folder onnx; null takes model_quantized.onnx or model_int8.onnx with <see cref="PreferInt8"/>, else model.onnx.</summary>
    public string? File { get; set; }

    /// <summary>Takes the int8 weights where the folder has them: smaller and faster, a little less exact. They are another vector space. Default false.</summary>
    public bool PreferInt8 { get; set; }

    /// <summary>How tokens become one vector; null follows the folder's 1_Pooling/config.json, else the mean.</summary>
    public Pooling? Pooling { get; set; }

    /// <summary>Whether vectors are scaled to unit length. Default true.</summary>
    public bool Normalize { get; set; } = true;

    /// <summary>Longest text in tokens; what is beyond is left out. Default 256.</summary>
    public int MaxTokens { get; set; } = 256;

    /// <summary>Threads of one batch. Default 1: several batches run at once instead, which shares better and wastes less.</summary>
    public int Threads { get; set; } = 1;

    /// <summary>Batches at once; 0 takes the processors divided by <see cref="Threads"/>, or 2 on a CUDA device. Default 0.</summary>
    public int Lanes { get; set; }

    /// <summary>Where it runs. Default the processor.</summary>
    public OnnxDevice Device { get; set; }

    /// <summary>Number of the CUDA device. Default 0.</summary>
    public int CudaDevice { get; set; }

    /// <summary>
    /// Path of the library of the CUDA provider (libonnxruntime_providers_cuda.so) of the same version, where the build did not bring it
    /// (<c>-p:Cuda=true</c>); null for the library beside the program. Default null.
    /// </summary>
    public string? CudaLibrary { get; set; }
}
