using System.Collections.Concurrent;
using System.Globalization;
using AgentGrains.Cluster.Tests.Storage;
using AgentGrains.Engine.Debate;
using AgentGrains.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Xunit;

namespace AgentGrains.Cluster.Tests.Debate;

/// <summary>Silos die and storage fails at every step: every debate ends as the undisturbed one does, and no recorded step is run again.</summary>
public sealed class ResumeTests
{
    private const string Tenant = NumberDebates.Tenant;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);   // a debate that does not go on is a failure, not a hang

    [Fact]
    public async Task Storage_that_fails_at_any_write_changes_neither_verdict_nor_calls()
    {
        const int Writes = 90;
        var (debates, shared, writes) = (new NumberDebates(), new SharedStorage(), new ConcurrentDictionary<string, int>());
        await using var cluster = await MemoryCluster.StartAsync(storage: shared, configure: debates.Configure(), silo: host =>
            host.Services.AddKeyedSingleton<IGrainStorage>(StorageNames.Journal, (services, _) => new NthWriteFails(shared.For(services.GetRequiredService<Serializer>()), writes)));
        var client = NumberDebates.Client(cluster);
        var expected = await RunAsync(client, "calm");
        var names = Enumerable.Range(1, Writes).SelectMany(number => new[] { NthWriteFails.NameOf(number, after: false), NthWriteFails.NameOf(number, after: true) }).ToList();
        await Task.WhenAll(names.Select(async name =>
        {
            var (status, events) = await RunAsync(client, name);
            AssertSame(expected.Status, status, name);
            Assert.Equal(Steps(expected.Events), Steps(events));
        }));
        var calm = CallsOf("calm");
        Assert.All(names, name => Assert.Equal(calm, CallsOf(name)));   // nothing ran twice: participants, executions and verifications
        Assert.Contains(names, name => writes[name] < int.Parse(name.Split('-')[1], CultureInfo.InvariantCulture));   // the last writes were reached: every one before them failed once

        List<string> CallsOf(string name) =>
            [.. debates.Calls.Where(call => call.Key.Task == name).Select(call => $"{call.Key.Step}: {call.Value}").Order(StringComparer.Ordinal)];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Silos_killed_at_every_step_change_neither_verdict_nor_what_is_recorded(int seed)
    {
        var debates = new NumberDebates { Waits = static (_, _, token) => Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, token) };
        await using var cluster = await MemoryCluster.StartAsync(silos: 3, configure: debates.Configure());
        var client = NumberDebates.Client(cluster);
        var random = new Random(seed);
        var expected = await RunAsync(client, "calm");
        for (var step = 1 + seed % 2; step < expected.Events.Count; step += 2)
        {
            var name = $"killed-{step}";
            var debate = await UntilAnsweredAsync(() => client.StartAsync(Tenant, name, NumberDebates.Request(name)));
            await foreach (var happened in WatchAsync(debate, until: step))
                _ = happened;
            var recorded = (await WatchAsync(debate, until: step).ToListAsync()).Where(happened => happened.Result is not null)
                .ToDictionary(happened => happened.Result!.Step.Id, happened => debates.Calls.GetValueOrDefault((name, happened.Result!.Step.Id)));
            var victim = random.Next(3) switch { 0 => $"{Tenant}/{name}/red", 1 => $"{Tenant}/{name}/blue", _ => $"{Tenant}/{name}" };
            await KillHostAsync(cluster, victim);

            var (status, events) = await FinishAsync(debate);
            AssertSame(expected.Status, status, $"{name}, killed the host of {victim}");
            Assert.Equal(Steps(expected.Events), Steps(events));
            Assert.All(recorded, calls => Assert.Equal(calls.Value, debates.Calls.GetValueOrDefault((name, calls.Key))));
            Assert.All(events.Where(happened => happened.Result is not null), happened => Assert.Null(happened.Result!.Fault));
        }
    }

    [Fact]
    public async Task A_step_whose_silo_dies_every_time_becomes_a_fault()
    {
        var shared = new SharedStorage();
        await using var cluster = await MemoryCluster.StartAsync(storage: shared, configure: builder =>
        {
            new NumberDebates { Waits = static (_, step, token) => step == "propose/0/red" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token) : Task.CompletedTask }.Configure()(builder);
            builder.ConfigureDebates(options => options.MaxAttempts = 2);
        });
        var debate = await NumberDebates.Client(cluster).StartAsync(Tenant, "d", NumberDebates.Request() with { Budget = new DebateBudget(Rounds: 0) });
        var red = GrainId.Create("debate-team", $"{Tenant}/d/red");
        for (var attempt = 0; attempt < 2; attempt++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, TestContext.Current.CancellationToken);
            await cluster.Silos.DeactivateAsync(red);
        }

        var (status, events) = await FinishAsync(debate);
        Assert.Equal(StepFaultKind.Interrupted, events.Single(happened => happened.Result?.Fault is not null).Result!.Fault!.Kind);
        Assert.Equal("blue", status.Decision!.Team);
    }

    [Fact]
    public async Task A_debate_that_goes_on_has_a_reminder_and_one_that_is_over_has_none()
    {
        var open = new TaskCompletionSource();
        var debates = new NumberDebates { Waits = (_, step, _) => step == "revise/1/red" ? open.Task : Task.CompletedTask };
        await using var cluster = await MemoryCluster.StartAsync(configure: debates.Configure(), silo: static host => host.UseInMemoryReminderService());
        var reminders = cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<IReminderTable>();
        var grain = GrainId.Create("debate", $"{Tenant}/d");
        var debate = await NumberDebates.Client(cluster).StartAsync(Tenant, "d", NumberDebates.Request());
        Assert.Equal("resume", Assert.Single((await reminders.ReadRows(grain)).Reminders).ReminderName);
        open.SetResult();
        Assert.Equal(Verdict.Verified, (await debate.WaitAsync()).Decision!.Verdict);
        for (var tries = 0; tries < 100 && (await reminders.ReadRows(grain)).Reminders.Count > 0; tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Empty((await reminders.ReadRows(grain)).Reminders);
    }

    [Fact]
    public async Task A_debate_whose_activation_is_gone_goes_on_though_nobody_asks()
    {
        var debates = new NumberDebates { Waits = static (_, _, token) => Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, token) };
        await using var cluster = await MemoryCluster.StartAsync(configure: debates.Configure());
        await NumberDebates.Client(cluster).StartAsync(Tenant, "d", NumberDebates.Request());
        for (var time = 0; time < 3; time++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System, TestContext.Current.CancellationToken);
            await cluster.Silos.DeactivateAsync(GrainId.Create("debate", $"{Tenant}/d"));
        }

        for (var tries = 0; tries < 200 && !debates.Calls.ContainsKey(("t", "verify")); tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.True(debates.Calls.ContainsKey(("t", "verify")));
    }

    [Fact]
    public async Task A_debate_whose_write_failed_goes_on_though_nobody_asks()
    {
        const int Writes = 45;
        var (debates, shared, writes) = (new NumberDebates(), new SharedStorage(), new ConcurrentDictionary<string, int>());
        await using var cluster = await MemoryCluster.StartAsync(storage: shared, configure: debates.Configure(), silo: host =>
            host.Services.AddKeyedSingleton<IGrainStorage>(StorageNames.Journal, (services, _) => new NthWriteFails(shared.For(services.GetRequiredService<Serializer>()), writes)));
        var names = Enumerable.Range(2, Writes).Select(number => NthWriteFails.NameOf(number, after: false)).ToList();
        await Task.WhenAll(names.Select(name => UntilAnsweredAsync(() => NumberDebates.Client(cluster).StartAsync(Tenant, name, NumberDebates.Request(name)))));
        for (var tries = 0; tries < 200 && !names.TrueForAll(IsVerified); tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.All(names, name => Assert.True(IsVerified(name), name));

        bool IsVerified(string name) => debates.Calls.ContainsKey((name, "verify"));
    }

    private static async Task<(DebateStatus Status, List<DebateEvent> Events)> RunAsync(IDebateClient client, string name) =>
        await FinishAsync(await UntilAnsweredAsync(() => client.StartAsync(Tenant, name, NumberDebates.Request(name))));

    private static async Task<(DebateStatus Status, List<DebateEvent> Events)> FinishAsync(IDebate debate)
    {
        var events = await WatchAsync(debate, until: int.MaxValue).ToListAsync().AsTask().WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(DebateState.Replay(events).Status.Phase, events[^1].Kind == DebateEventKind.Stored ? DebatePhase.Stored : DebatePhase.Cancelled);
        return (await UntilAnsweredAsync(() => debate.GetStatusAsync()), events);
    }

    // The client retries by itself; a whole outage of a killed silo can outlast it.
    private static async IAsyncEnumerable<DebateEvent> WatchAsync(IDebate debate, int until)
    {
        var tries = 0;
        for (long after = 0; ;)
        {
            await using var watch = debate.WatchAsync(after).GetAsyncEnumerator();
            while (true)
            {
                try
                {
                    if (!await watch.MoveNextAsync())
                        yield break;
                }
                catch (Exception failure) when (++tries < 100 && failure is not Xunit.Sdk.XunitException)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
                    break;
                }

                after = watch.Current.Sequence;
                yield return watch.Current;
                if (after >= until)
                    yield break;
            }
        }
    }

    private static async Task KillHostAsync(MemoryCluster cluster, string key)
    {
        var type = key.Split('/').Length == 3 ? "debate-team" : "debate";
        var grain = (IAddressable)cluster.Grains.GetGrain(GrainId.Create(type, key));
        var address = await UntilAnsweredAsync(async () => await cluster.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain));
        var silos = cluster.Silos.GetActiveSilos().ToList();
        await cluster.Silos.KillSiloAsync(silos.Find(silo => silo.SiloAddress.Equals(address)) ?? silos[0]);
        await cluster.Silos.StartAdditionalSiloAsync();
    }

    private static void AssertSame(DebateStatus expected, DebateStatus actual, string name)
    {
        Assert.True(actual.Decision is not null, name);
        Assert.Equal((name, expected.Phase, expected.Round, expected.Tokens, 0), (name, actual.Phase, actual.Round, actual.Tokens, actual.Faults));
        Assert.Equal(
            (expected.Decision!.Team, expected.Decision.Solution, expected.Decision.Outcome!.Value, expected.Decision.Verdict, expected.Decision.Agreed),
            (actual.Decision!.Team, actual.Decision.Solution, actual.Decision.Outcome!.Value, actual.Decision.Verdict, actual.Decision.Agreed));
    }

    private static IEnumerable<string> Steps(IEnumerable<DebateEvent> events) =>
        events.Select(happened => happened.Result?.Step.Id ?? happened.Kind.ToString()).Order(StringComparer.Ordinal);

    private static async Task<T> UntilAnsweredAsync<T>(Func<ValueTask<T>> call)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (Exception failure) when (tries < 60 && failure is not Xunit.Sdk.XunitException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }
}
