using System.Buffers.Binary;
using System.Text;

namespace AgentGrains.Inference.Embedding;

/// <summary>
/// Reads the one-file layout, little-endian: the bytes GGE1, u32 vocabulary size, u32 dimensions, an f32 scale per token, an i8 value per
/// token and dimension, then each token as u16 length and UTF-8 bytes.
/// </summary>
internal static class QuantizedModelReader
{
    private const int MaxTokens = 4_000_000;
    private const int MaxDimension = 16_384;

    public static StaticModel Read(string file, string id)
    {
        var bytes = File.ReadAllBytes(file).AsSpan();
        if (bytes.Length < 12 || !bytes.StartsWith("GGE1"u8))
            throw StaticModelFile.Damaged(file, "it does not begin with GGE1");
        var (count, dimension) = (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));
        if (count is 0 or > MaxTokens || dimension is 0 or > MaxDimension || bytes.Length < 12 + count * (4L + dimension))
            throw StaticModelFile.Damaged(file, $"it claims {count:N0} tokens of {dimension:N0} dimensions and has {bytes.Length:N0} bytes");

        var (tokens, size) = ((int)count, (int)dimension);
        var scales = bytes.Slice(12, 4 * tokens);
        var values = bytes.Slice(12 + 4 * tokens, tokens * size);
        var rows = new float[tokens * size];
        for (var token = 0; token < tokens; token++)
        {
            var scale = BinaryPrimitives.ReadSingleLittleEndian(scales[(4 * token)..]);
            if (!float.IsFinite(scale))
                throw StaticModelFile.Damaged(file, $"the scale of token {token} is {scale}");
            for (var at = token * size; at < (token + 1) * size; at++)
                rows[at] = scale * (sbyte)values[at];
        }

        return new StaticModel(id, Tokens(file, bytes[(12 + tokens * (4 + size))..], tokens), rows, size, Normalize: true);
    }

    private static Dictionary<string, int> Tokens(string file, ReadOnlySpan<byte> bytes, int count)
    {
        var tokens = new Dictionary<string, int>(count, StringComparer.Ordinal);
        for (var token = 0; token < count; token++)
        {
            var length = bytes.Length < 2 ? int.MaxValue : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
            if (length > bytes.Length - 2)
                throw StaticModelFile.Damaged(file, $"it ends within token {token:N0} of {count:N0}");
            tokens.TryAdd(Encoding.UTF8.GetString(bytes.Slice(2, length)), token);
            bytes = bytes[(2 + length)..];
        }

        return bytes.IsEmpty ? tokens : throw StaticModelFile.Damaged(file, $"{bytes.Length:N0} bytes follow its last token");
    }
}
