using System.Security.Cryptography;
using AgentGrains.Engine.Audit;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Journal;
using Xunit;

namespace AgentGrains.Cluster.Tests.Journal.Replay;

/// <summary>Journals of every released format must replay to the state they always did, byte for byte.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData("v1", 50, "C3FA3F0326B110D97362C26C289FC0C8B584785A3AC4076A3BAAD9FA229D5B29")]
    [InlineData("v1-forgetting", 60, "5F717AF5817CCC83B70C40A5748BB2632538CFE599443F74A4F704658B30D582")]
    [InlineData("v1-chained", 60, "5F717AF5817CCC83B70C40A5748BB2632538CFE599443F74A4F704658B30D582")]
    public async Task The_recorded_journal_replays_to_the_recorded_state(string recording, int operations, string state)
    {
        var replayed = await ReplayAsync(Load(recording));

        Assert.Equal(operations, replayed.Sequence);
        Assert.True(state == Hash(replayed), Hash(replayed));
    }

    [Theory, InlineData("v1"), InlineData("v1-forgetting")]
    public async Task Replaying_a_journal_gives_the_state_that_applying_its_operations_gives(string recording)
    {
        var applied = new MemoryState(RecordedOperations.Scope, MemoryType.Episodic);
        foreach (var operation in RecordedOperations.Of(recording))
            applied.Apply(operation);

        Assert.Equal(Bytes(applied), Bytes(await ReplayAsync(Load(recording))));
    }

    [Theory, InlineData("v1"), InlineData("v1-forgetting")]
    public async Task Writing_the_same_operations_today_gives_the_recorded_bytes(string recording)
    {
        var (recorded, written) = (await FramesAsync(Load(recording)), await FramesAsync(await WriteAsync(recording)));

        Assert.Equal(recorded.Count, written.Count);
        Assert.All(recorded.Zip(written), frames => Assert.True(
            frames.First.AsSpan().SequenceEqual(frames.Second),
            "An operation is written in other bytes than in the recording. A change of format needs a new format version and a new recording beside this one; never change this one."));
    }

    [Fact]
    public async Task The_recorded_chain_leads_to_the_recorded_link()
    {
        var journal = new OperationJournal(Load("v1-chained").Journal(), "memory");
        await journal.OpenAsync(_ => { });
        var stretch = await journal.FollowAsync(0, [], 1_000);
        Assert.Equal((60, 1, (long?)null), (stretch.Sequence, stretch.ChainedFrom, stretch.BrokenAt));
        Assert.Equal("86bb4d018bec2c20a962b41c6a0bd84e", Convert.ToHexStringLower(stretch.Link.AsSpan()));
    }

    [Fact]
    public async Task An_operation_without_a_link_after_one_with_a_link_is_a_break()
    {
        var store = Store();
        var journal = new OperationJournal(store.Journal(), "memory");
        await journal.OpenAsync(_ => { });
        MemoryOperation[] operations = [.. RecordedOperations.Of("v1").Take(3)];
        await journal.AppendAsync([.. operations[..2]]);
        var raw = store.Journal();
        await raw.OpenAsync(static (frame, _) => frame, static _ => { });
        var (frame, frames) = (new FieldWriter(), new FieldWriter());
        OperationCodec.Write(frame, operations[2]);
        frames.Varint((ulong)frame.Length);
        frames.Raw(frame.Written);
        await raw.AppendAsync(frames.WrittenMemory, 1);

        var after = new OperationJournal(store.Journal(), "memory");
        await after.OpenAsync(_ => { });
        Assert.Equal(3, (await after.FollowAsync(0, [], 1_000)).BrokenAt);
    }

    // Without the links, whose salts are random.
    private static async Task<List<byte[]>> FramesAsync(JournalStore store)
    {
        var (journal, frames) = (store.Journal(), new List<byte[]>());
        await journal.OpenAsync(static (frame, _) => AuditChain.LinkOf(frame.Span).IsEmpty ? frame.ToArray() : frame[..^AuditChain.SealBytes].ToArray(), frames.Add);
        return frames;
    }

    private static async Task<JournalStore> WriteAsync(string recording)
    {
        var store = Store();
        var journal = new OperationJournal(store.Journal(), "memory");
        await journal.OpenAsync(_ => { });
        foreach (var batch in RecordedOperations.Of(recording).Chunk(7))
            await journal.AppendAsync([.. batch]);
        return store;
    }

    private static JournalStore Load(string recording)
    {
        var store = Store();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Journal", "Recorded", recording)))
            store[Path.GetFileNameWithoutExtension(file)] = File.ReadAllBytes(file);
        return store;
    }

    private static JournalStore Store() => new(options: new JournalOptions { HeadBytes = 400, SegmentBytes = 2000, ParallelReads = 4 });

    private static async Task<MemoryState> ReplayAsync(JournalStore store)
    {
        var state = new MemoryState(RecordedOperations.Scope, MemoryType.Episodic);
        await new OperationJournal(store.Journal(), "memory").OpenAsync(operation => state.Apply(operation));
        return state;
    }

    private static string Hash(MemoryState state) => Convert.ToHexString(SHA256.HashData(Bytes(state)));

    private static byte[] Bytes(MemoryState state)
    {
        var writer = new FieldWriter();
        state.WriteTo(writer);
        return writer.Written.ToArray();
    }
}
