using System.Text.Json;

namespace AgentGrains.Inference.Embedding;

/// <summary>
/// Reads the public Model2Vec layout: model.safetensors (tensor embeddings; in newer models also weights per token and a mapping from
/// token to row), tokenizer.json (WordPiece) and, if it is there, config.json with normalize.
/// </summary>
internal static class Model2VecFolder
{
    public static StaticModel Read(string folder, string id)
    {
        var tensors = Safetensors.Read(Path.Combine(folder, "model.safetensors"));
        var (embeddings, shape) = tensors.Require("embeddings");
        if (shape.Length != 2 || shape[0] < 1 || shape[1] < 1)
            throw StaticModelFile.Damaged(tensors.File, "the tensor 'embeddings' is not a table");
        var tokens = Tokens(Path.Combine(folder, "tokenizer.json"));
        return new StaticModel(id, tokens, Rows(tensors, embeddings, shape, tokens), shape[1], Normalize(Path.Combine(folder, "config.json")));
    }

    private static float[] Rows(Safetensors tensors, float[] embeddings, int[] shape, Dictionary<string, int> tokens)
    {
        var (mapping, weights) = (tensors.Find("mapping"), tensors.Find("weights"));
        var dimension = shape[1];
        var count = tokens.Values.Max() + 1;
        if (count > (mapping?.Length ?? shape[0]) || count > (weights?.Length ?? count))
            throw StaticModelFile.Damaged(tensors.File, $"the tokenizer has {count:N0} tokens, more than the model knows");
        if (mapping is null && weights is null)
            return embeddings;
        var rows = new float[count * dimension];
        for (var token = 0; token < count; token++)
        {
            var row = mapping is null ? token : (int)mapping[token];
            if (row < 0 || row >= shape[0])
                throw StaticModelFile.Damaged(tensors.File, $"token {token} is mapped to row {row} of {shape[0]}");
            for (var i = 0; i < dimension; i++)
                rows[token * dimension + i] = embeddings[row * dimension + i] * (weights?[token] ?? 1);
        }

        return rows;
    }

    private static Dictionary<string, int> Tokens(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var model = document.RootElement.GetProperty("model");
            var type = model.TryGetProperty("type", out var named) ? named.GetString() : null;
            if (type != "WordPiece")
                throw StaticModelFile.Damaged(file, $"its tokenizer is of type '{type}'; WordPiece is supported");
            var tokens = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var token in model.GetProperty("vocab").EnumerateObject())
                tokens[token.Name] = token.Value.GetInt32() is >= 0 and var row ? row : throw StaticModelFile.Damaged(file, $"token '{token.Name}' has a negative number");
            return tokens.Count > 0 ? tokens : throw StaticModelFile.Damaged(file, "its vocabulary is empty");
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw StaticModelFile.Damaged(file, wrong.Message);
        }
    }

    private static bool Normalize(string file)
    {
        if (!File.Exists(file))
            return true;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return !document.RootElement.TryGetProperty("normalize", out var normalize) || normalize.GetBoolean();
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw StaticModelFile.Damaged(file, wrong.Message);
        }
    }
}
