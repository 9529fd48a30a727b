using System.Text;
using AgentGrains.Cluster.Tests.Storage;
using Xunit;

namespace AgentGrains.Cluster.Tests.Working;

/// <summary>A session's working memory in a silo: durable at every step, whole after any failure, gone with its scope.</summary>
public sealed class WorkingMemoryTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_is_as_it_was_after_its_silo_is_gone()
    {
        var storage = new SharedStorage();
        WorkingView before;
        await using (var cluster = await MemoryCluster.StartAsync(storage: storage))
        {
            var session = cluster.Memory.Scope(Ann).Working("monday");
            Assert.Equal(1, await session.OpenSubgoalAsync("Order a tree", Token));
            await session.AddAsync("search(plum)", "3 found", "shop", Token);
            Assert.Equal("<|list|>", await session.DefineAsync("list", new string('p', 100_000), Token));
            Assert.Equal(1, await session.CloseSubgoalAsync("chose the <|list|>", Token));
            Assert.Equal(1, await session.SetBlockAsync("human", "Ann likes plums", 0, Token));
            before = await session.GetAsync(Token);
        }

        await using var later = await MemoryCluster.StartAsync(storage: storage);
        var again = later.Memory.Scope(Ann).Working("monday");
        var after = await again.GetAsync(Token);
        Assert.Equal(Show(before), Show(after));
        Assert.Equal(["search(plum)", "3 found"], (await again.ReopenSubgoalAsync(1, Token)).Steps.Select(step => step.Text));
        Assert.Equal(100_000 + "see ".Length, (await again.ExpandAsync("see <|list|>", 200_000, Token)).Text.Length);
        Assert.Equal(["nothing"], (await again.ExpandAsync("<|nothing|>", cancellationToken: Token)).Unknown);
        Assert.Contains("Goal 1: Order a tree", (await again.RenderAsync(500, cancellationToken: Token)).Text, StringComparison.Ordinal);
        await Assert.ThrowsAsync<BlockConflictException>(async () => await again.SetBlockAsync("human", "x", 0, Token));
    }

    [Theory]
    [InlineData(Fate.FailsBefore)]
    [InlineData(Fate.FailsAfter)]
    public async Task A_close_that_storage_interrupts_at_any_write_loses_no_step(Fate fate)
    {
        foreach (var nth in new[] { 1, 4, 9 })
        {
            var storage = new SharedStorage();
            await using var cluster = await MemoryCluster.StartAsync(storage: storage, configure: grains => grains.ConfigureJournal(journal =>
            {
                journal.HeadBytes = 128;   // so that a close moves pieces about
                journal.SegmentBytes = 4 * 1024;
            }));
            var session = cluster.Memory.Scope(Ann).Working("monday");
            await session.OpenSubgoalAsync("Count the shelves", Token);
            string[] steps = [.. Enumerable.Range(0, nth).SelectMany(i => new[] { $"look {i}", $"saw {i} {new string('x', 30)}" })];
            for (var i = 0; i < steps.Length; i += 2)
                await session.AddAsync(steps[i], steps[i + 1], cancellationToken: Token);

            // The next write fails once, before or after it is committed; the client rides it out with the same key.
            storage.Faults.FailNextWrite(fate == Fate.FailsBefore);
            Assert.Equal(1, await session.CloseSubgoalAsync(cancellationToken: Token));
            Assert.Equal(0, storage.Faults.PlannedFailures);

            var view = await session.GetAsync(Token);
            Assert.Empty(view.Stack);
            Assert.NotNull(view.Subgoals[0].Summary);
            Assert.Equal(2 + steps.Length, view.Sequence);   // closed once
            Assert.Equal(steps, (await session.ReopenSubgoalAsync(1, Token)).Steps.Select(step => step.Text));
        }
    }

    [Fact]
    public async Task Working_memories_are_listed_and_leave_no_byte_when_their_scope_is_erased()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        foreach (var name in new[] { "monday", "tuesday", "wednesday" })
        {
            await memory.Working(name).DefineAsync("canary", "the canary sings " + new string('x', 50_000), Token);
            await memory.Working(name).OpenSubgoalAsync("teach the canary", Token);
        }

        await cluster.Memory.Scope("acme", "user:bob").Working("monday").OpenSubgoalAsync("bob stays", Token);
        Assert.Equal(["monday", "tuesday", "wednesday"], await memory.ListSessionsAsync(Token).ToListAsync(Token));
        Assert.Equal(["user:ann", "user:bob"], await cluster.Memory.Tenant("acme").ListScopesAsync(Token).ToListAsync(Token));
        Assert.Contains(cluster.Storage.Records.Values, HoldsCanary);

        await memory.Working("tuesday").EraseAsync(Token);
        Assert.Equal(["monday", "wednesday"], await memory.ListSessionsAsync(Token).ToListAsync(Token));
        Assert.Equal(0, (await memory.Working("tuesday").GetAsync(Token)).Sequence);

        cluster.Storage.Faults.FailNextWrite(before: true);
        await memory.EraseAsync(Token);
        Assert.DoesNotContain(cluster.Storage.Records.Values, HoldsCanary);
        Assert.DoesNotContain(cluster.Storage.Records.Keys, key => key.Grain.Key.ToString()!.StartsWith(Ann.Key, StringComparison.Ordinal));
        Assert.Empty(await memory.ListSessionsAsync(Token).ToListAsync(Token));
        Assert.Equal(["user:bob"], await cluster.Memory.Tenant("acme").ListScopesAsync(Token).ToListAsync(Token));

        Assert.Equal(1, await memory.Working("monday").OpenSubgoalAsync("again", Token));
        Assert.Equal(["monday"], await memory.ListSessionsAsync(Token).ToListAsync(Token));
        Assert.Equal(1, await cluster.Memory.Scope("acme", "user:bob").Working("monday").OpenSubgoalAsync("x", Token) - 1);
    }

    [Fact]
    public async Task Sessions_and_scopes_are_apart_and_names_are_checked()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        await cluster.Memory.Scope(Ann).Working("monday").OpenSubgoalAsync("hers", Token);
        Assert.Equal(0, (await cluster.Memory.Scope(Ann).Working("tuesday").GetAsync(Token)).Sequence);
        Assert.Equal(0, (await cluster.Memory.Scope("acme", "user:bob").Working("monday").GetAsync(Token)).Sequence);
        Assert.Throws<InvalidScopeException>(() => cluster.Memory.Scope(Ann).Working("a/b"));
    }

    private static string Show(WorkingView view) => System.Text.Json.JsonSerializer.Serialize(view);

    private static bool HoldsCanary((string ETag, byte[] Payload) record) => record.Payload.AsSpan().IndexOf(Encoding.UTF8.GetBytes("canary")) >= 0;

    /// <summary>Whether a failing write is committed.</summary>
    public enum Fate
    {
        /// <summary>It is not.</summary>
        FailsBefore,

        /// <summary>It is.</summary>
        FailsAfter,
    }
}
