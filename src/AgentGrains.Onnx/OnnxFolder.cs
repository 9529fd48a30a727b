using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace AgentGrains.Onnx;

/// <summary>What a model's folder holds.</summary>
internal static class OnnxFolder
{
    /// <exception cref="FileNotFoundException">There is no model there.</exception>
    public static string FindModel(OnnxModelOptions options)
    {
        string[] names = options.File is { } file ? [file] : options.PreferInt8 ? ["model_quantized.onnx", "model_int8.onnx", "model.onnx"] : ["model.onnx"];
        return names.SelectMany(name => new[] { Path.Combine(options.Folder, name), Path.Combine(options.Folder, "onnx", name) }).FirstOrDefault(System.IO.File.Exists)
            ?? throw new FileNotFoundException($"No {string.Join(" or ", names)} is in '{options.Folder}' or in its folder onnx.", Path.Combine(options.Folder, names[0]));
    }

    /// <summary>The name of the folder and a hash of the model: another file is another vector space.</summary>
    public static string IdOf(string model, string folder, string how)
    {
        var hash = new XxHash64();
        using var stream = System.IO.File.OpenRead(model);
        hash.Append(stream);
        return $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))}-{hash.GetCurrentHashAsUInt64():x16}{how}";
    }

    /// <exception cref="InvalidDataException">The tokenizer is of a kind that is not supported.</exception>
    public static BertTokenizer ReadTokenizer(string folder)
    {
        var lowers = Lowers(folder);
        var vocabulary = Path.Combine(folder, "vocab.txt");
        if (System.IO.File.Exists(vocabulary))
            return BertTokenizer.Create(vocabulary, Options(lowers));
        var file = Path.Combine(folder, "tokenizer.json");
        if (!System.IO.File.Exists(file))
            throw new FileNotFoundException($"No vocab.txt or tokenizer.json is in '{folder}'.", file);
        using var json = JsonDocument.Parse(System.IO.File.ReadAllBytes(file));
        if (!json.RootElement.TryGetProperty("model", out var model) || !model.TryGetProperty("type", out var type) || type.GetString() != "WordPiece")
            throw new InvalidDataException($"{file} is no WordPiece tokenizer; other kinds are not supported.");
        var tokens = model.GetProperty("vocab").EnumerateObject().OrderBy(static token => token.Value.GetInt32()).ToList();
        if (tokens.Select(static (token, place) => token.Value.GetInt32() == place).Contains(false))
            throw new InvalidDataException($"The tokens of {file} are not numbered from 0 without gaps.");
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', tokens.Select(static token => token.Name))));
        return BertTokenizer.Create(lines, Options(lowers));
    }

    /// <summary>What sentence-transformers writes of pooling; null when it does not say.</summary>
    public static Pooling? ReadPooling(string folder)
    {
        var file = Path.Combine(folder, "1_Pooling", "config.json");
        if (!System.IO.File.Exists(file))
            return null;
        using var json = JsonDocument.Parse(System.IO.File.ReadAllBytes(file));
        return Is("pooling_mode_cls_token") ? Pooling.Cls
            : Is("pooling_mode_mean_tokens") ? Pooling.Mean
            : throw new InvalidDataException($"{file} asks for a pooling other than mean or cls.");

        bool Is(string name) => json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
    }

    private static BertOptions Options(bool lowers) => new() { LowerCaseBeforeTokenization = lowers, RemoveNonSpacingMarks = lowers, IndividuallyTokenizeCjk = true };

    private static bool Lowers(string folder)
    {
        var file = Path.Combine(folder, "tokenizer_config.json");
        if (!System.IO.File.Exists(file))
            return true;
        using var json = JsonDocument.Parse(System.IO.File.ReadAllBytes(file));
        return !json.RootElement.TryGetProperty("do_lower_case", out var lower) || lower.ValueKind != JsonValueKind.False;
    }
}
