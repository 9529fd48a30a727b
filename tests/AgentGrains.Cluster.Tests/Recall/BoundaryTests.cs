using Xunit;

namespace AgentGrains.Cluster.Tests.Recall;

/// <summary>What must never be recalled: another scope's memories, and beliefs that were replaced.</summary>
public sealed class BoundaryTests
{
    /// <summary>Every scope holds the same words and a mark of its own; ten thousand questions of one scope for the mark of another.</summary>
    [Fact]
    public async Task No_recall_crosses_a_scope_over_ten_thousand_pairs()
    {
        const int Scopes = 120;
        const int Pairs = 10_000;
        await using var cluster = await MemoryCluster.StartAsync();
        var random = new Random(77);
        Scope[] scopes = [.. Enumerable.Range(0, Scopes).Select(i => (i % 4) switch
        {
            0 => Scope.User("acme", $"u{i}"),
            1 => Scope.Team("acme", $"u{i}"),
            2 => Scope.Agent("globex", $"u{i - 2}"),
            _ => Scope.User("globex", $"u{i - 3}"),   // the same id as another tenant's user
        })];
        await Parallel.ForEachAsync(scopes.Index(), TestContext.Current.CancellationToken, async (entry, token) =>
            await cluster.Memory.Scope(entry.Item).RememberAsync(
                [new MemoryDraft { Text = $"The password hint is mark{entry.Index}x", Actor = "Ann" }, new MemoryDraft { Kind = MemoryKind.Belief, Text = $"The hint mark{entry.Index}x is known", CanonicalName = "hint" }], token));
        (int From, int To)[] pairs = [.. Enumerable.Range(0, Pairs).Select(_ => (random.Next(Scopes), random.Next(Scopes)))];
        var crossed = 0;
        await Parallel.ForEachAsync(pairs, TestContext.Current.CancellationToken, async (pair, token) =>
        {
            var recall = await cluster.Memory.Scope(scopes[pair.From]).RecallAsync($"What is the hint mark{pair.To}x?", cancellationToken: token);
            var own = recall.Evidence.Length > 0 && recall.Evidence.All(item => item.Scope == scopes[pair.From] && item.Record.Text.Contains($"mark{pair.From}x", StringComparison.Ordinal));
            if (!own || (pair.From != pair.To && recall.Context.Contains($"mark{pair.To}x", StringComparison.Ordinal)))
                Interlocked.Increment(ref crossed);
        });
        Assert.Equal(0, crossed);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(60)]
    public async Task A_chain_of_replacements_surfaces_only_its_end(int depth)
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var memory = cluster.Memory.Scope(Scope.User("acme", "ann"));
        var chain = new List<MemoryId>();
        for (var i = 0; i <= depth; i++)
        {
            var draft = new MemoryDraft { Kind = MemoryKind.Belief, Text = $"Ann's flat is number {i} in Harbour Street", CanonicalName = "flat", Supersedes = chain.Count == 0 ? null : chain[^1] };
            chain.Add((await memory.RememberAsync(draft, TestContext.Current.CancellationToken)).Id);
        }

        foreach (var profile in Enum.GetValues<RecallProfile>())
        {
            foreach (var query in new[] { "flat", "Ann's flat is number 0 in Harbour Street", $"flat number {depth - 1}" })
            {
                var request = new RecallRequest { Query = query, Scopes = [memory.Scope], Limit = 200, TokenBudget = 10_000, Profile = profile };
                var recall = await cluster.Memory.RecallAsync("acme", request, TestContext.Current.CancellationToken);
                Assert.Equal([chain[^1]], recall.Evidence.Select(item => item.Record.Id));
                Assert.DoesNotContain("number 0 ", recall.Context, StringComparison.Ordinal);
            }
        }

        await cluster.ForgetActivationsAsync(memory.Scope);
        Assert.Equal([chain[^1]], (await memory.RecallAsync("flat", 200, cancellationToken: TestContext.Current.CancellationToken)).Evidence.Select(item => item.Record.Id));
    }
}
