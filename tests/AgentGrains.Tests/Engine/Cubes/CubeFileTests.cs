using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Cubes;
using AgentGrains.Engine.Records;
using Xunit;

namespace AgentGrains.Tests.Engine.Cubes;

/// <summary>What is taken for a cube: the whole file, as it was signed by a key that is trusted.</summary>
public sealed class CubeFileTests
{
    private const int TrailerBytes = 32 + 8 + 64;
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly CubeKey Signer = CubeKey.Parse(Key.ExportPkcs8PrivateKeyPem());
    private static readonly CubeKey Stranger = CubeKey.Parse(ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem());

    [Fact]
    public void A_cube_is_read_as_it_was_written_by_whoever_has_the_public_key()
    {
        var (info, logs) = CubeFile.Read(Cube(), [Stranger, CubeKey.Parse(Key.ExportSubjectPublicKeyInfoPem())]);
        Assert.Equal((Ann, 5L, 2), (info.Source, info.Memories[0].Operations, info.Memories[0].Records));
        Assert.Equal("model-1", Assert.Single(info.Models));
        Assert.Equal("Ann lives in Lisbon.", logs[0].State[0]!.Text);
    }

    [Fact]
    public void Every_edit_of_a_single_byte_and_every_cut_is_refused()
    {
        var cube = Cube();
        for (var i = 0; i < cube.Length; i++)
        {
            foreach (var flip in new byte[] { 1, 128 })
            {
                var edited = cube.ToArray();
                edited[i] ^= flip;
                AssertRefused(edited);
            }

            AssertRefused(cube[..i]);
        }

        AssertRefused([.. cube, 0]);
    }

    [Theory, InlineData(0), InlineData(7)]
    public void Content_whose_hash_was_made_anew_needs_the_key(int back)
    {
        var cube = Cube();
        cube[cube.Length - TrailerBytes - 1 - back] ^= 1;
        SHA256.HashData(cube.AsSpan(0, cube.Length - TrailerBytes)).CopyTo(cube, cube.Length - TrailerBytes);
        Assert.Contains("signature", AssertRefused(cube), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_not_trusted_is_named()
    {
        var cube = CubeFile.Write(Ann, Noon, [Log()], Stranger);
        Assert.Contains($"key {Convert.ToHexStringLower(Stranger.Fingerprint)}", AssertRefused(cube), StringComparison.Ordinal);
        Assert.Contains("not trusted", Assert.Throws<InvalidMemoryException>(() => CubeFile.Read(Cube(), [])).Message, StringComparison.Ordinal);
    }

    // Signed by a key that is trusted, so that nothing but the reader's care is in the way.
    [Theory]
    [InlineData(int.MaxValue, 1L, 0, "header is longer")]
    [InlineData(-1, 1L, 0, "header is longer")]
    [InlineData(0, long.MaxValue, 0, "ends amid an operation")]
    [InlineData(0, 0L, 4, "left over")]
    [InlineData(0, 4L, 0, "do not lead to the state")]
    [InlineData(0, 5L, 1, "ends amid an operation")]
    [InlineData(0, 5L, 2, "kind 99 is not known")]
    [InlineData(0, 5L, 3, "memory 7")]
    public void Sizes_and_kinds_that_cannot_be_are_refused_in_plain_words(int header, long operations, int fault, string said) =>
        Assert.Contains(said, AssertRefused(Hostile(header, operations, fault)), StringComparison.Ordinal);

    [Fact]
    public void What_was_forgotten_is_nowhere_in_the_bytes_and_the_state_is_the_same()
    {
        var log = Log();
        Assert.DoesNotContain("harpsichord", Encoding.UTF8.GetString(CubeFile.Write(Ann, Noon, [log], Signer)), StringComparison.Ordinal);
        Assert.Contains(Operations(), operation => operation.Record?.Text.Contains("harpsichord", StringComparison.Ordinal) == true);
        var (_, logs) = CubeFile.Read(Cube(), [Signer]);
        var (before, after) = (new FieldWriter(), new FieldWriter());
        Replay(Operations()).WriteTo(before);
        logs[0].State.WriteTo(after);
        Assert.Equal(before.Written, after.Written);
    }

    [Fact]
    public void A_key_on_another_curve_or_none_at_all_is_refused()
    {
        Assert.Throws<InvalidMemoryException>(() => CubeKey.Parse(ECDsa.Create(ECCurve.NamedCurves.nistP384).ExportPkcs8PrivateKeyPem()));
        Assert.Throws<InvalidMemoryException>(() => CubeKey.Parse("-----BEGIN NOTHING-----"));
    }

    private static string AssertRefused(byte[] cube)
    {
        var refusal = Assert.Throws<InvalidMemoryException>(() => CubeFile.Read(cube, [Signer]));
        Assert.Equal("cube", refusal.Field);
        return refusal.Message;
    }

    private static byte[] Hostile(int headerLength, long count, int fault)
    {
        var (header, frames, operation) = (new FieldWriter(), new FieldWriter(), new FieldWriter());
        header.Text(1, "acme");
        header.Text(2, "user:ann");
        if (fault != 4)
        {
            var start = header.Begin(5);
            header.Number(1, fault == 3 ? 7u : 1u);
            header.Number(2, (ulong)count);
            header.Bytes(3, new byte[32]);
            header.End(start);
        }

        foreach (var item in Operations())
        {
            operation.Reset();
            OperationCodec.Write(operation, fault == 2 ? item with { Kind = (OperationKind)99 } : item);
            frames.Varint((ulong)(fault == 1 ? int.MaxValue : operation.Length));
            frames.Raw(operation.Written);
        }

        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, headerLength == 0 ? header.Length : headerLength);
        byte[] content = [.. "AGCUBE"u8, CubeFile.Version, .. length, .. header.Written, .. frames.Written];
        byte[] named = [.. SHA256.HashData(content), .. Signer.Fingerprint];
        return [.. content, .. named, .. Signer.Sign([.. "agentgrains cube 1\n"u8, .. named])];
    }

    private static byte[] Cube() => CubeFile.Write(Ann, Noon, [Log()], Signer);

    private static CubeLog Log() => CubeLog.Make(Ann, MemoryType.Semantic, Operations());

    private static MemoryState Replay(ImmutableArray<MemoryOperation> operations)
    {
        var state = new MemoryState(Ann, MemoryType.Semantic);
        foreach (var operation in operations)
            state.Apply(operation);
        return state;
    }

    // Three beliefs, the vector of the first, and the second one forgotten.
    private static ImmutableArray<MemoryOperation> Operations()
    {
        var state = new MemoryState(Ann, MemoryType.Semantic);
        string[] texts = ["Ann lives in Lisbon.", "Ann plays the harpsichord.", "Ann has two cats."];
        var operations = state.Decide([.. texts.Select(text => new MemoryDraft { Kind = MemoryKind.Belief, Text = text })], Noon, new MemoryOptions()).Operations.ToBuilder();
        foreach (var operation in operations)
            state.Apply(operation);
        operations.AddRange(state.DecideEmbed([(operations[0].Target, new StoredVector("model-1", 4, 8, 0.01f, [1, 2, 3, 4]))], Noon));
        state.Apply(operations[^1]);
        operations.Add(state.DecideForget(operations[1].Target, "the harpsichord is sold", Noon)!);
        return operations.ToImmutable();
    }
}
