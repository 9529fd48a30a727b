using System.Buffers.Binary;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Cubes;

/// <summary>
/// The bytes of a cube: magic "AGCUBE", format version, header (four bytes of length, tagged fields), the frames of each memory that the header names
/// (a varint length, then that many bytes), SHA-256 of all before, fingerprint of the signing key, ECDSA signature of both.
/// </summary>
/// <remarks>Pure. docs/decisions/0022-cubes.md. Field numbers are for ever.</remarks>
internal static partial class CubeFile
{
    public const byte Version = 1;
    private const int PrefixBytes = 7 + 4;

    private static ReadOnlySpan<byte> Magic => "AGCUBE"u8;

    private static ReadOnlySpan<byte> SignedAs => "agentgrains cube 1\n"u8;

    /// <summary>Writes a cube.</summary>
    public static byte[] Write(Scope source, DateTimeOffset at, IReadOnlyList<CubeLog> logs, CubeKey key)
    {
        var (writer, frames, operation) = (new FieldWriter(), new FieldWriter(), new FieldWriter());
        foreach (var item in logs.SelectMany(log => log.Operations))
            SignedFile.WriteFrame(frames, operation, item);

        operation.Reset();
        WriteHeader(operation, source, at, logs);
        writer.Raw(Magic);
        writer.Raw([Version]);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, operation.Length);
        writer.Raw(length);
        writer.Raw(operation.Written);
        writer.Raw(frames.Written);
        return SignedFile.Sign(writer, SignedAs, key);
    }

    private static void WriteHeader(FieldWriter writer, Scope source, DateTimeOffset at, IReadOnlyList<CubeLog> logs)
    {
        writer.Text(1, source.Tenant);
        writer.Text(2, source.Name);
        writer.Time(3, at);
        foreach (var model in ModelsOf(logs))
            writer.Text(4, model);
        foreach (var log in logs)
        {
            var start = writer.Begin(5);
            writer.Number(1, (ulong)log.State.Type);
            writer.Number(2, (ulong)log.Operations.Length);
            writer.Bytes(3, log.StateHash());
            writer.End(start);
        }
    }

    private static IEnumerable<string> ModelsOf(IEnumerable<CubeLog> logs) =>
        logs.SelectMany(log => Enumerable.Range(0, log.State.Versions).Select(ordinal => log.State[ordinal]?.Vector?.Model))
            .OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static CubeInfo InfoOf(byte[] bytes, Scope source, DateTimeOffset at, IReadOnlyList<CubeLog> logs) => new()
    {
        Hash = Convert.ToHexStringLower(bytes.AsSpan(bytes.Length - SignedFile.TrailerBytes, SignedFile.HashBytes)),
        Source = source,
        ExportedAt = at,
        SignedBy = Convert.ToHexStringLower(bytes.AsSpan(bytes.Length - SignedFile.TrailerBytes + SignedFile.HashBytes, CubeKey.FingerprintBytes)),
        Models = [.. ModelsOf(logs)],
        Memories = [.. logs.Select(log => log.Memory)],
        Bytes = bytes.Length,
    };
}
