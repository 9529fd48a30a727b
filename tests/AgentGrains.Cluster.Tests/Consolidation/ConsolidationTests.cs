using AgentGrains.Hosting;
using Xunit;
using static AgentGrains.Cluster.Tests.Consolidation.ConsolidationRuns;

namespace AgentGrains.Cluster.Tests.Consolidation;

/// <summary>Runs through grains, storage, faults and restarts: nothing is lost, everything can be undone, and a run ends once.</summary>
public sealed class ConsolidationTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    [Fact]
    public async Task A_run_condenses_and_lays_to_rest_survives_a_restart_and_is_undone_to_the_byte()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        await FillAsync(memory);
        var before = await BytesAsync(memory);

        var run = await RunAsync(memory);
        Assert.Equal((ConsolidationStatus.Done, 1, 0), (run.Status, run.Twins, run.Refused));
        Assert.True(run.Condensed > 0 && run.Uninformative > 0 && run.TokensAfter < run.TokensBefore, $"{run}");
        await AssertAnsweredAsync(memory);
        var changes = await memory.Consolidation.ReadChangesAsync(run.Id).ToListAsync();
        Assert.Equal(run.Condensed + run.Twins + run.Uninformative, changes.Count);
        Assert.NotEqual(before, await BytesAsync(memory));
        await cluster.ForgetActivationsAsync(Ann);
        Assert.Equal(run.Condensed, (await memory.ListAsync().ToListAsync()).Count(record => record.Gist is not null));

        Assert.Equal(changes.Count, await memory.Consolidation.RollBackAsync(run.Id));
        Assert.Equal(before, await BytesAsync(memory));
        await cluster.ForgetActivationsAsync(Ann);
        Assert.Equal(before, await BytesAsync(memory));
        Assert.Equal(0, await memory.Consolidation.RollBackAsync(run.Id));
        Assert.Equal(ConsolidationStatus.RolledBack, Assert.Single(await memory.Consolidation.ListAsync()).Status);
        await AssertAnsweredAsync(memory);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Storage_that_fails_at_any_write_of_a_run_loses_nothing_and_the_run_ends_once(bool beforeCommit)
    {
        var expected = default((int, int, int)?);
        for (var failAt = 0; ; failAt++)
        {
            await using var cluster = await StartAsync();
            var memory = cluster.Memory.Scope(Ann);
            await FillAsync(memory);
            var texts = (await memory.ListAsync().ToListAsync()).ConvertAll(record => record.Text);
            var failed = cluster.Storage.Faults.FailWrite(failAt, beforeCommit);

            var run = await RunAsync(memory);
            Assert.Equal(texts, (await memory.ListAsync().ToListAsync()).ConvertAll(record => record.Text));
            await AssertAnsweredAsync(memory);
            Assert.Single(await memory.Consolidation.ListAsync());
            expected ??= (run.Condensed, run.Twins, run.Uninformative);
            Assert.Equal(expected, (run.Condensed, run.Twins, run.Uninformative));
            if (!failed())
            {
                Assert.True(failAt > 3, "A run of so few writes tests little.");
                return;
            }
        }
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("null")]
    [InlineData("short")]
    [InlineData("empty")]
    [InlineData("invents")]
    [InlineData("truncates")]
    [InlineData("hangs")]
    public async Task A_condenser_that_fails_or_lies_changes_nothing_that_matters_and_is_told(string kind)
    {
        await using var cluster = await StartAsync(grains => grains.UseCondenser(_ => new BadCondenser(kind)).ConfigureConsolidation(options => options.CondenserDeadline = TimeSpan.FromMilliseconds(200)));
        var memory = cluster.Memory.Scope(Ann);
        await FillAsync(memory);
        var texts = (await memory.ListAsync().ToListAsync()).ConvertAll(record => record.Text);
        var run = await RunAsync(memory);
        Assert.NotNull(run.Fault);
        var records = await memory.ListAsync().ToListAsync();
        Assert.Equal(texts, records.ConvertAll(record => record.Text));
        Assert.All(records.Where(record => record.Gist is not null), record => Assert.All(record.Gist!.Split(' '), word => Assert.Contains(word.Trim('.', ',', '!'), record.Text, StringComparison.Ordinal)));
        await AssertAnsweredAsync(memory);
    }

    [Fact]
    public async Task Of_two_that_say_the_same_one_stays_until_the_other_is_back()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var at = new DateTimeOffset(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);
        await memory.RememberAsync([.. Enumerable.Repeat(new MemoryDraft { Text = "So glad, that is lovely!", Actor = "Ann", Session = "s1", OccurredAt = at }, 2)]);
        var run = await RunAsync(memory);
        Assert.Equal((1, 0, 1), (run.Uninformative, run.Twins, run.Refused));
        Assert.Contains("rest itself", run.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_good_condenser_is_used()
    {
        await using var cluster = await StartAsync(grains => grains.UseCondenser(_ => new BadCondenser("good")));
        var memory = cluster.Memory.Scope(Ann);
        await FillAsync(memory);
        await RunAsync(memory);
        Assert.Contains((await memory.RecallAsync("Where is the spare key?")).Evidence, item => item.Record.Gist == "The spare key is under the blue flower pot by the kitchen door.");
    }

    [Fact]
    public async Task An_idle_scope_is_consolidated_by_itself_at_the_second_reminder_and_not_again()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        await FillAsync(memory);
        var grain = cluster.Grains.GetGrain<IConsolidationGrain>(Ann.Key);
        TenantContext.Set("acme");
        await grain.AsReference<IRemindable>().ReceiveReminder("consolidate", default);
        Assert.Empty(await memory.Consolidation.ListAsync());
        await memory.RememberAsync("Something more was said.", actor: "Ann");
        await grain.AsReference<IRemindable>().ReceiveReminder("consolidate", default);
        Assert.Empty(await memory.Consolidation.ListAsync());
        await grain.AsReference<IRemindable>().ReceiveReminder("consolidate", default);
        Assert.Single(await memory.Consolidation.ListAsync());
    }

    [Fact]
    public async Task Writes_go_on_beside_a_run_and_an_erased_scope_forgets_its_runs()
    {
        await using var cluster = await StartAsync(grains => grains.ConfigureConsolidation(options => options.BatchRecords = 5));
        var memory = cluster.Memory.Scope(Ann);
        await FillAsync(memory);
        await memory.Consolidation.StartAsync();
        var ids = new List<MemoryId>();
        for (var i = 0; i < 50; i++)
            ids.Add((await memory.RememberAsync($"Written beside it, number {i}.", actor: "Ann")).Id);
        await RunAsync(memory);
        Assert.Empty(ids.Except((await memory.ListAsync().ToListAsync()).ConvertAll(record => record.Id)));
        await memory.EraseAsync();
        Assert.Empty(await memory.Consolidation.ListAsync());
        Assert.Empty(await memory.ListAsync().ToListAsync());
    }

    private static Task<MemoryCluster> StartAsync(Action<AgentGrainsBuilder>? configure = null) => MemoryCluster.StartAsync(configure: grains =>
    {
        grains.ConfigureConsolidation(options => (options.RestAfter, options.BatchRecords, options.NoteTokens) = (TimeSpan.Zero, 20, 0));
        configure?.Invoke(grains);
    });

    private sealed class BadCondenser(string kind) : ICondenser
    {
        public async ValueTask<IReadOnlyList<string?>> CondenseAsync(IReadOnlyList<MemoryRecord> records, IReadOnlyList<string?> gists, CancellationToken cancellationToken)
        {
            switch (kind)
            {
                case "throws": throw new InvalidOperationException("no model");
                case "null": return null!;
                case "short": return [];
                case "empty": return [.. records.Select(_ => "")];
                case "invents": return [.. records.Select(_ => "Everybody was told to send the keys away.")];
                case "truncates": return [.. records.Select(record => record.Text[..20])];
                case "hangs": await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None); return [];
                default:
                    return [.. records.Select(record => record.Text.Contains("spare key", StringComparison.Ordinal) ? "The spare key is under the blue flower pot by the kitchen door." : null)];
            }
        }
    }
}
