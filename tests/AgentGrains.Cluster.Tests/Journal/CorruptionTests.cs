using Xunit;

namespace AgentGrains.Cluster.Tests.Journal;

/// <summary>Damage of every kind to stored pieces: a named error, or the state that was written; never a silent change, never a write.</summary>
public sealed class CorruptionTests
{
    private static readonly string[] Operations = ["first".PadRight(50, '.'), "second".PadRight(60, '.'), "third".PadRight(50, '.'), "fourth"];

    public static TheoryData<string> Pieces => new("journal", "journal-000001", "journal-000002");

    [Theory]
    [MemberData(nameof(Pieces))]
    public async Task Every_flipped_bit_is_a_named_error(string piece)
    {
        var store = await FilledAsync();
        var whole = store[piece];
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var damaged = whole.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            await AssertDamagedAsync(store, piece, damaged);
        }
    }

    [Theory]
    [MemberData(nameof(Pieces))]
    public async Task Every_truncation_is_a_named_error(string piece)
    {
        var store = await FilledAsync();
        var whole = store[piece];
        for (var length = 0; length < whole.Length; length++)
            await AssertDamagedAsync(store, piece, whole[..length]);
    }

    [Theory]
    [InlineData("journal")]
    [InlineData("journal-000001")]
    public async Task An_unknown_format_version_is_named(string piece)
    {
        var store = await FilledAsync();
        var newer = store[piece].ToArray();
        newer[3] = 99;
        store[piece] = newer;
        var damage = await Assert.ThrowsAsync<JournalCorruptedException>(store.ReplayAsync);
        Assert.Contains("format version is 99", damage.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pieces))]
    public async Task A_missing_piece_is_a_named_error(string piece)
    {
        var store = await FilledAsync();
        Assert.True(store.Shared.Records.TryRemove((piece, JournalStore.Grain), out _));
        await AssertRefusedAsync(store, piece);
    }

    [Fact]
    public async Task Swapped_segments_are_a_named_error()
    {
        var store = await FilledAsync();
        (store["journal-000001"], store["journal-000002"]) = (store["journal-000002"], store["journal-000001"]);
        await AssertRefusedAsync(store, "journal-000001");
    }

    [Fact]
    public async Task A_segment_of_another_scope_is_a_named_error()
    {
        var (store, other) = (await FilledAsync(), await FilledAsync("FIRST".PadRight(50, '.')));
        store["journal-000001"] = other["journal-000001"];
        await AssertRefusedAsync(store, "journal");
    }

    [Fact]
    public async Task An_older_tail_is_a_named_error()
    {
        var store = new JournalStore();
        await store.AppendAsync(Operations[0]);
        var older = store["journal-000001"];
        await store.AppendAsync("more".PadRight(41, '.'));
        store["journal-000001"] = older;
        await AssertRefusedAsync(store, "journal");
    }

    private static async Task AssertDamagedAsync(JournalStore store, string piece, byte[] damaged)
    {
        var whole = store[piece];
        store[piece] = damaged;
        await AssertRefusedAsync(store, piece);
        Assert.Same(damaged, store[piece]);
        store[piece] = whole;
    }

    private static async Task AssertRefusedAsync(JournalStore store, string piece)
    {
        var before = store.Shared.Records.ToDictionary();
        var damage = await Assert.ThrowsAsync<JournalCorruptedException>(store.ReplayAsync);
        Assert.Equal((JournalStore.Owner, piece), (damage.Scope, damage.Segment));
        Assert.Contains("Nothing will be written over it", damage.Message, StringComparison.Ordinal);
        Assert.Equal(before, store.Shared.Records.ToDictionary());
    }

    private static async Task<JournalStore> FilledAsync(string? first = null)
    {
        var store = new JournalStore();
        foreach (var operation in Operations)
            await store.AppendAsync(operation == Operations[0] ? first ?? operation : operation);
        Assert.Equal(4, (await store.ReplayAsync()).Count);
        Assert.Contains("journal-000002", store.Pieces);
        return store;
    }
}
