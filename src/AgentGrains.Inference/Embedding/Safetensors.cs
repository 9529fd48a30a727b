using System.Buffers.Binary;
using System.Text.Json;

namespace AgentGrains.Inference.Embedding;

/// <summary>
/// A safetensors file: u64 header length, a JSON header that names each tensor's type, shape and place, then the numbers, little-endian.
/// </summary>
internal sealed class Safetensors
{
    private readonly byte[] _bytes;
    private readonly int _data;
    private readonly Dictionary<string, JsonElement> _header;

    private Safetensors(string file, byte[] bytes, int data, Dictionary<string, JsonElement> header) =>
        (File, _bytes, _data, _header) = (file, bytes, data, header);

    public string File { get; }

    public static Safetensors Read(string file)
    {
        var bytes = System.IO.File.ReadAllBytes(file);
        var length = bytes.Length < 8 ? ulong.MaxValue : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length > (ulong)bytes.Length - 8 || bytes.Length < 8)
            throw StaticModelFile.Damaged(file, "it is shorter than its header says");
        try
        {
            var header = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(bytes.AsSpan(8, (int)length))
                ?? throw StaticModelFile.Damaged(file, "its header is empty");
            return new Safetensors(file, bytes, 8 + (int)length, header);
        }
        catch (JsonException wrong)
        {
            throw StaticModelFile.Damaged(file, $"its header is no JSON ({wrong.Message})");
        }
    }

    public (float[] Values, int[] Shape) Require(string name) =>
        Get(name) ?? throw StaticModelFile.Damaged(File, $"there is no tensor '{name}'");

    public float[]? Find(string name) => Get(name)?.Values;

    private (float[] Values, int[] Shape)? Get(string name)
    {
        if (!_header.TryGetValue(name, out var entry))
            return null;
        try
        {
            var type = entry.GetProperty("dtype").GetString();
            int[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
            var (first, end) = (entry.GetProperty("data_offsets")[0].GetInt64(), entry.GetProperty("data_offsets")[1].GetInt64());
            var count = shape.Aggregate(1L, (product, size) => checked(product * size));
            var size = type switch { "F64" or "I64" => 8, "F32" or "I32" => 4, "F16" or "BF16" => 2, "I8" => 1, _ => 0 };
            if (size == 0)
                throw StaticModelFile.Damaged(File, $"tensor '{name}' is of type '{type}', which is not supported");
            if (count < 0 || first < 0 || end - first != count * size || end > _bytes.Length - _data)
                throw StaticModelFile.Damaged(File, $"tensor '{name}' has {end - first:N0} bytes for {count:N0} numbers of {size}, or lies outside the file");
            return (Values(name, _bytes.AsSpan(_data + (int)first, (int)(count * size)), type!, size), shape);
        }
        catch (Exception wrong) when (wrong is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw StaticModelFile.Damaged(File, $"the entry of tensor '{name}' is malformed ({wrong.Message})");
        }
    }

    private float[] Values(string name, ReadOnlySpan<byte> bytes, string type, int size)
    {
        var values = new float[bytes.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            var at = bytes[(i * size)..];
            values[i] = type switch
            {
                "F64" => (float)BinaryPrimitives.ReadDoubleLittleEndian(at),
                "I64" => BinaryPrimitives.ReadInt64LittleEndian(at),
                "F32" => BinaryPrimitives.ReadSingleLittleEndian(at),
                "I32" => BinaryPrimitives.ReadInt32LittleEndian(at),
                "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(at),
                "BF16" => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(at) << 16),
                _ => (sbyte)at[0],
            };
            if (!float.IsFinite(values[i]))
                throw StaticModelFile.Damaged(File, $"tensor '{name}' holds {values[i]}");
        }

        return values;
    }
}
