using System.Buffers.Binary;
using System.Security.Cryptography;
using AgentGrains.Engine.Cubes;
using AgentGrains.Engine.Moves;
using AgentGrains.Engine.Records;
using Xunit;

namespace AgentGrains.Tests.Engine.Moves;

/// <summary>The bytes of a stretch: what is written is read, and nothing else is believed.</summary>
public sealed class MoveFileTests
{
    private static readonly CubeKey Signer = CubeKey.Parse(ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem());
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Fact]
    public void A_stretch_is_read_as_it_was_written_and_begins_as_every_version_1_does()
    {
        var (stretch, file) = (Stretch(), MoveFile.Write(Stretch(), Signer));
        var read = MoveFile.Read(file, [Signer]);
        Assert.Equal((stretch.Move, stretch.Source, stretch.Memory, stretch.IsWhole, 2), (read.Move, read.Source, read.Memory, read.IsWhole, read.Parts.Length));
        foreach (var (before, after) in stretch.Parts.Zip(read.Parts))
        {
            Assert.Equal((before.Chapter, before.After), (after.Chapter, after.After));
            Assert.Equal(before.Erased, after.Erased);
            Assert.Equal(before.Hash, after.Hash);
            Assert.Equal(before.Operations.Select(operation => (operation.Sequence, operation.Key, operation.Record?.Text)), after.Operations.Select(operation => (operation.Sequence, operation.Key, operation.Record?.Text)));
        }

        Assert.Equal([.. "AGMOVE"u8, 1], file[..7]);
        Assert.Equal("0A026D31120461636D65", Convert.ToHexString(file[11..21]));   // field 1 'm1', field 2 'acme'
        var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(7));
        Assert.InRange(length, 40, 200);
    }

    [Fact]
    public void Every_edit_of_a_single_byte_every_cut_and_a_cube_are_refused()
    {
        var file = MoveFile.Write(Stretch(), Signer);
        for (var i = 0; i < file.Length; i++)
        {
            var edited = file.ToArray();
            edited[i] ^= 1;
            AssertRefused(edited);
            AssertRefused(file[..i]);
        }

        AssertRefused([.. file, 0]);
        AssertRefused(CubeFile.Write(Ann, DateTimeOffset.UnixEpoch, [], Signer));

        // The same content, but signed as a cube is.
        var content = file[..^SignedFile.SignatureBytes];
        byte[] signed = [.. "agentgrains cube 1\n"u8, .. content[^(SignedFile.HashBytes + CubeKey.FingerprintBytes)..]];
        Assert.Contains("signature", AssertRefused([.. content, .. Signer.Sign(signed)]), StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_that_do_not_follow_or_hold_another_memory_are_refused_though_they_are_signed()
    {
        var stretch = Stretch();
        Assert.Contains("makes no sense", AssertRefused(MoveFile.Write(stretch with { Parts = [stretch.Parts[1]] }, Signer)), StringComparison.Ordinal);
        Assert.Contains("hash of 3 bytes", AssertRefused(MoveFile.Write(stretch with { Parts = [stretch.Parts[0] with { Hash = [1, 2, 3] }] }, Signer)), StringComparison.Ordinal);
        Assert.Contains("another memory", AssertRefused(MoveFile.Write(stretch with { Memory = MemoryType.Episodic }, Signer)), StringComparison.Ordinal);
        Assert.Contains("names no memory, no move", AssertRefused(MoveFile.Write(stretch with { Move = "" }, Signer)), StringComparison.Ordinal);
    }

    private static string AssertRefused(byte[] file)
    {
        var refusal = Assert.Throws<InvalidMemoryException>(() => MoveFile.Read(file, [Signer]));
        Assert.Equal("stretch", refusal.Field);
        return refusal.Message;
    }

    private static MoveStretch Stretch()
    {
        var operations = new MemoryState(Ann, MemoryType.Semantic).Decide(
            [new MemoryDraft { Kind = MemoryKind.Belief, Text = "Ann lives in Lisbon.", Key = "a" }, new MemoryDraft { Kind = MemoryKind.Belief, Text = "Ann has two cats.", Key = "b" }],
            DateTimeOffset.UnixEpoch, new MemoryOptions()).Operations;
        return new MoveStretch(
            "m1", Ann, MemoryType.Semantic,
            [
                new MovePart(0, 0, operations, [operations[0].Target], [.. Enumerable.Repeat((byte)7, SetHash.Bytes)]),
                new MovePart(1, Chapters.SequenceBefore(1), [], [], []),
            ],
            IsWhole: true);
    }
}
