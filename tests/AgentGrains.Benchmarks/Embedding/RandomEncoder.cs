namespace AgentGrains.Benchmarks.Embedding;

/// <summary>
/// A transformer encoder of random weights with a WordPiece vocabulary, as files: it computes what a real one of its size computes, and means
/// nothing. For speed and for tests of everything around a model.
/// </summary>
internal static class RandomEncoder
{
    private const int MaxTokens = 512;

    /// <summary>Writes model.onnx (and model_int8.onnx) and vocab.txt.</summary>
    public static void Write(string folder, int layers, int width, int heads = 4, int seed = 1, bool withInt8 = true)
    {
        Directory.CreateDirectory(folder);
        var vocabulary = Vocabulary().ToArray();
        File.WriteAllText(Path.Combine(folder, "vocab.txt"), string.Join('\n', vocabulary) + "\n");
        new Maker(new Random(seed), vocabulary.Length, layers, width, heads, isInt8: false).Save(Path.Combine(folder, "model.onnx"));
        if (withInt8)
            new Maker(new Random(seed), vocabulary.Length, layers, width, heads, isInt8: true).Save(Path.Combine(folder, "model_int8.onnx"));
    }

    private static IEnumerable<string> Vocabulary()
    {
        string[] special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
        var letters = Enumerable.Range('a', 26).Concat(Enumerable.Range('0', 10)).Select(letter => ((char)letter).ToString()).ToList();
        var pairs = from first in letters.Take(26) from second in letters.Take(26) select $"##{first}{second}";
        var words = new Sentences(0).Take(2000).SelectMany(text => text.Split(' ', '.')).Where(word => word.Length > 1 && word.All(char.IsLetter)).Distinct();
        return special.Concat(letters).Concat(letters.Select(letter => $"##{letter}")).Concat(pairs).Concat(words).Concat(".,;:!?'\"()-".Select(mark => mark.ToString())).Distinct();
    }

    private sealed class Maker(Random random, int tokens, int layers, int width, int heads, bool isInt8)
    {
        private static readonly int[] Together = [0, 2, 1, 3];

        private readonly OnnxWriter _model = new();

        public void Save(string path)
        {
            var ids = _model.Input("input_ids", "batch", "tokens");
            var mask = _model.Input("attention_mask", "batch", "tokens");
            var embedded = _model.Node("Gather", [Weights(1, tokens, width), ids], ("axis", 0));
            var length = _model.Node("Gather", [_model.Node("Shape", [ids]), _model.Longs(1)], ("axis", 0));
            var places = _model.Node("Slice", [Weights(0.3, MaxTokens, width), _model.Longs(0), length, _model.Longs(0)]);
            var state = Normalize(_model.Node("Add", [embedded, places]));
            var shut = _model.Node("Mul", [_model.Node("Sub", [One(1), _model.Node("Cast", [mask], ("to", 1))]), One(-10_000)]);
            var bias = _model.Node("Unsqueeze", [shut, _model.Longs(1, 2)]);
            for (var layer = 0; layer < layers; layer++)
                state = Layer(state, bias);
            _model.Output("last_hidden_state", state, "batch", "tokens", width);
            _model.Save(path);
        }

        private string Layer(string state, string bias)
        {
            var split = _model.Longs(0, 0, heads, width / heads);
            var query = Heads(state, split, 0, 2, 1, 3);
            var key = Heads(state, split, 0, 2, 3, 1);
            var value = Heads(state, split, 0, 2, 1, 3);
            var scores = _model.Node("Mul", [_model.Node("MatMul", [query, key]), One((float)(1 / Math.Sqrt(width / (double)heads)))]);
            var shares = _model.Node("Softmax", [_model.Node("Add", [scores, bias])], ("axis", -1));
            var mixed = _model.Node("Transpose", [_model.Node("MatMul", [shares, value])], ("perm", Together));
            var attended = Linear(_model.Node("Reshape", [mixed, _model.Longs(0, 0, width)]), width, width);
            state = Normalize(_model.Node("Add", [state, attended]));
            var inner = _model.Node("Relu", [Linear(state, width, 4 * width)]);
            return Normalize(_model.Node("Add", [state, Linear(inner, 4 * width, width)]));
        }

        private string Heads(string state, string split, params int[] order) =>
            _model.Node("Transpose", [_model.Node("Reshape", [Linear(state, width, width), split])], ("perm", order));

        private string Linear(string input, int from, int to)
        {
            var weights = Gauss(1 / Math.Sqrt(from), from * to);
            var bias = _model.Floats(Gauss(0.02, to), to);
            if (!isInt8)
                return _model.Node("Add", [_model.Node("MatMul", [input, _model.Floats(weights, from, to)]), bias]);
            var scale = weights.Max(Math.Abs) / 127;
            var quantized = _model.Nodes("DynamicQuantizeLinear", [input], 3);
            var product = _model.Node("MatMulInteger", [quantized[0], _model.Bytes([.. weights.Select(weight => (sbyte)Math.Round(weight / scale))], from, to), quantized[2]]);
            var scaled = _model.Node("Mul", [_model.Node("Cast", [product], ("to", 1)), _model.Node("Mul", [quantized[1], One(scale)])]);
            return _model.Node("Add", [scaled, bias]);
        }

        private string Normalize(string input) =>
            _model.Node("LayerNormalization", [input, _model.Floats([.. Enumerable.Repeat(1f, width)], width), _model.Floats(new float[width], width)], ("axis", -1), ("epsilon", 1e-5f));

        private string Weights(double size, int rows, int columns) => _model.Floats(Gauss(size, rows * columns), rows, columns);

        private string One(float value) => _model.Floats([value]);

        private float[] Gauss(double size, int count) =>
            [.. Enumerable.Range(0, count).Select(_ => (float)(size * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }
}
