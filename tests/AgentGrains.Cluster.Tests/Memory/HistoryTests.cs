using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AgentGrains.Cluster.Tests.Memory;

/// <summary>What was believed when: exact to the tick, also after a restart; and what is forgotten is gone at every time.</summary>
public sealed class HistoryTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private static readonly DateTimeOffset Start = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Start);

    [Fact]
    public async Task A_superseded_record_is_believed_until_the_tick_of_its_successor()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var oslo = (await memory.RememberAsync(new MemoryDraft { Text = "Ann lives in Oslo" })).Id;
        _clock.Advance(TimeSpan.FromHours(1));
        var moved = _clock.GetUtcNow();
        var rome = (await memory.RememberAsync(new MemoryDraft { Text = "Ann lives in Rome", Supersedes = oslo })).Id;
        for (var restart = 0; restart < 2; restart++)
        {
            var tick = TimeSpan.FromTicks(1);
            Assert.Equal((false, false), await BelievedAsync(Start - tick));
            Assert.Equal((true, false), await BelievedAsync(Start));
            Assert.Equal((true, false), await BelievedAsync(moved - tick));
            Assert.Equal((false, true), await BelievedAsync(moved));
            Assert.Equal("Ann lives in Rome", Assert.Single((await memory.RecallAsync("where Ann lives")).Evidence).Record.Text);
            Assert.Equal(rome, Assert.Single(await memory.ListAsync().ToListAsync()).Id);
            Assert.Equal(rome, (await memory.GetAsync(oslo))!.Lineage.SupersededBy);
            await cluster.ForgetActivationsAsync(Ann);
        }

        await Assert.ThrowsAsync<InvalidMemoryException>(
            async () => await memory.RememberAsync(new MemoryDraft { Text = "Ann lives in Bonn", Supersedes = oslo }));

        async Task<(bool Oslo, bool Rome)> BelievedAsync(DateTimeOffset time)
        {
            var found = await cluster.Memory.RecallAsync("acme", new RecallRequest { Query = "where Ann lives", Scopes = [Ann], AsOf = time });
            var gotten = (await memory.GetAsync(oslo, time) is not null, await memory.GetAsync(rome, time) is not null);
            Assert.Equal(gotten, (found.Evidence.Any(item => item.Record.Id == oslo), found.Evidence.Any(item => item.Record.Id == rome)));
            return gotten;
        }
    }

    [Fact]
    public async Task A_record_is_recalled_from_valid_from_until_valid_to()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        await memory.RememberAsync(new MemoryDraft { Text = "parking pass", ValidFrom = Start.AddHours(1), ValidTo = Start.AddHours(2) });
        Assert.Empty((await memory.RecallAsync("parking pass")).Evidence);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Single((await memory.RecallAsync("parking pass")).Evidence);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty((await memory.RecallAsync("parking pass")).Evidence);
    }

    [Fact]
    public async Task A_forgotten_record_is_gone_from_everywhere_at_every_time()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var canary = (await memory.RememberAsync("the canary sings")).Id;
        await memory.RememberAsync("the cat sleeps");
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await memory.ForgetAsync(canary, "asked to"));
        for (var restart = 0; restart < 2; restart++)
        {
            var then = new RecallRequest { Query = "canary sings", Scopes = [Ann], AsOf = Start };
            Assert.DoesNotContain((await memory.RecallAsync("canary sings")).Evidence, item => item.Record.Id == canary);
            Assert.DoesNotContain((await cluster.Memory.RecallAsync("acme", then)).Evidence, item => item.Record.Id == canary);
            Assert.Equal("the cat sleeps", Assert.Single(await memory.ListAsync().ToListAsync()).Text);
            Assert.Null(await memory.GetAsync(canary));
            Assert.Null(await memory.GetAsync(canary, Start));
            Assert.False(await memory.ForgetAsync(canary));
            await cluster.ForgetActivationsAsync(Ann);
        }
    }

    private Task<MemoryCluster> StartAsync() => MemoryCluster.StartAsync(silo: host => host.Services.AddSingleton<TimeProvider>(_clock));
}
