using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace AgentGrains.Tests.Inference;

/// <summary>A toy static model of three dimensions, written in both layouts.</summary>
internal sealed class ModelFiles : IDisposable
{
    public static readonly string[] Tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "cat", "dog", "##s", "cafe", "!"];

    public static readonly sbyte[][] Rows = [[9, 9, 9], [9, 9, 9], [9, 9, 9], [9, 9, 9], [3, 4, 0], [0, 0, 5], [0, 2, 0], [1, 0, 0], [0, 0, 1]];

    public string Folder { get; } = Directory.CreateTempSubdirectory("agentgrains-model-").FullName;

    public static byte[] Quantized()
    {
        var bytes = new List<byte>("GGE1"u8.ToArray());
        bytes.AddRange(Little(Tokens.Length));
        bytes.AddRange(Little(3));
        foreach (var _ in Tokens)
            bytes.AddRange(Little(BitConverter.SingleToInt32Bits(0.5f)));
        foreach (var row in Rows)
            bytes.AddRange(row.Select(value => (byte)value));
        foreach (var token in Tokens)
        {
            var text = Encoding.UTF8.GetBytes(token);
            bytes.AddRange([(byte)text.Length, 0, .. text]);
        }

        return [.. bytes];
    }

    public string WriteQuantized(byte[]? bytes = null) => Write("toy.bin", bytes ?? Quantized());

    /// <summary>Writes the public layout; with a mapping, rows stand in reverse and are halved by what the weights double.</summary>
    public void WritePublic(string type, bool mapped = false, string? embeddings = null, string tokenizer = "WordPiece", bool normalize = true)
    {
        var rows = mapped ? Rows.Reverse().ToArray() : Rows;
        var data = rows.SelectMany(row => row).SelectMany(value => Number(mapped ? value / 2f : value, type)).ToList();
        var header = new Dictionary<string, object> { [embeddings ?? "embeddings"] = Entry(type, [rows.Length, 3], 0, data.Count) };
        if (mapped)
        {
            header["mapping"] = Entry("I64", [rows.Length], data.Count, data.Count + 8 * rows.Length);
            data.AddRange(Enumerable.Range(0, rows.Length).SelectMany(i => BitConverter.GetBytes((long)(rows.Length - 1 - i))));
            header["weights"] = Entry("F64", [rows.Length], data.Count, data.Count + 8 * rows.Length);
            data.AddRange(rows.SelectMany(_ => BitConverter.GetBytes(2.0)));
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        Write("model.safetensors", [.. BitConverter.GetBytes((long)json.Length), .. json, .. data]);
        Write("tokenizer.json", JsonSerializer.SerializeToUtf8Bytes(new
        {
            model = new { type = tokenizer, vocab = Tokens.Select((token, at) => (token, at)).ToDictionary(pair => pair.token, pair => pair.at) },
        }));
        Write("config.json", JsonSerializer.SerializeToUtf8Bytes(new { normalize }));
    }

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static object Entry(string type, int[] shape, int first, int end) => new { dtype = type, shape, data_offsets = new[] { first, end } };

    private static byte[] Number(float value, string type) =>
        type == "F16" ? BitConverter.GetBytes((Half)value) : BitConverter.GetBytes(value);

    private static byte[] Little(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
