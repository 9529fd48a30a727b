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
        const int Writes = 110;
        var (debates, shared, writes) = (new NumberDebates(), new SharedStorage(), new ConcurrentDictionary<string, int>());
        await using var cluster = await MemoryCluster.StartAsync(storage: shared, configure: debates.Configure(), silo: host =>
            host.Services.AddKeyedSingleton<IGrainStorage>(StorageNames.Journal, (services, _) => new NthWriteFails(shared.For(services.GetRequiredService<Serializer>()), writes)));
        var client = NumberDebates.Client(cluster);
        var expected = await RunAsync(client, "calm");
        var taught = await TaughtAsync(cluster, "calm");
        Assert.Equal(4, taught.Count);   // a solution, a dispute, and a lesson of each team
        var names = Enumerable.Range(1, Writes).SelectMany(number => new[] { NthWriteFails.NameOf(number, after: false), NthWriteFails.NameOf(number, after: true) }).ToList();
        await Task.WhenAll(names.Select(async name =>
        {
            var (status, events) = await RunAsync(client, name);
            AssertSame(expected.Status, status, name);
            Assert.Equal(StepsOf(expected.Events), StepsOf(events));
            Assert.Equal(taught, await TaughtAsync(cluster, name));
            Assert.Equal(taught.Count, events[^1].Cases.Length);
        }));
        var calm = CallsOf("calm");
        Assert.All(names, name => Assert.Equal(calm, CallsOf(name)));   // nothing ran twice: participants, executions and verifications
        Assert.Contains(names, name => writes[name] < int.Parse(name.Split('-')[1], CultureInfo.InvariantCulture));   // the last writes were reached: every one before them failed once

        // Each counts once in the ledger, however often its end was begun.
        var right = 1 + names.Count + 1;
        Assert.Equal([new("red", right), new TeamReliability("blue", right)], await client.GetReliabilityAsync(Tenant, "numbers", ["red", "blue"]));

        List<string> CallsOf(string name) =>
            [.. debates.Calls.Where(call => call.Key.Task == name).Select(call => $"{call.Key.Step}: {call.Value}").Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task The_hosts_of_a_debate_and_of_its_teams_killed_at_every_step_change_neither_verdict_nor_what_is_recorded()
    {
        const int Steps = 18;   // every call of a participant, family or verifier
        var (held, begun) = (new ConcurrentDictionary<string, TaskCompletionSource>(), new ConcurrentDictionary<string, int>());
        var debates = new NumberDebates
        {
            // Once so many calls of a debate are through, all further ones wait for the kill.
            Waits = (task, _, token) => held.TryGetValue(task, out var gate) && begun.AddOrUpdate(task, 1, static (_, count) => count + 1) > int.Parse(task.Split('-')[1], CultureInfo.InvariantCulture)
                ? gate.Task.WaitAsync(token)
                : Task.CompletedTask,
        };
        await using var cluster = await MemoryCluster.StartAsync(silos: 3, configure: debates.Configure());
        var client = NumberDebates.Client(cluster);
        var expected = await RunAsync(client, "calm");
        var taught = await TaughtAsync(cluster, "calm");
        Assert.Equal(Steps, debates.Calls.Where(call => call.Key.Task == "calm").Sum(call => call.Value));
        for (var step = 0; step < Steps; step++)
        {
            var running = new List<(string Name, string Victim, IDebate Debate)>();
            foreach (var victim in new[] { "debate", "red", "blue" })
            {
                var name = $"{victim}-{step}";
                held[name] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var debate = await UntilAnsweredAsync(() => client.StartAsync(Tenant, name, Request(name)));
                running.Add((name, victim == "debate" ? $"{Tenant}/{name}" : $"{Tenant}/{name}/{victim}", debate));
            }

            foreach (var (name, _, _) in running)
                await UntilAsync(() => begun.GetValueOrDefault(name) > step);
            var recorded = new Dictionary<string, Dictionary<string, int>>();
            foreach (var (name, _, debate) in running)
            {
                var known = (int)(await UntilAnsweredAsync(() => debate.GetStatusAsync())).Sequence;
                recorded[name] = (await WatchAsync(debate, until: known).ToListAsync()).Where(happened => happened.Result is not null)
                    .ToDictionary(happened => happened.Result!.Step.Id, happened => debates.Calls.GetValueOrDefault((name, happened.Result!.Step.Id)));
            }

            await KillHostsAsync(cluster, running.ConvertAll(debate => debate.Victim));
            foreach (var (name, victim, debate) in running)
            {
                held[name].SetResult();
                var (status, events) = await FinishAsync(debate);
                AssertSame(expected.Status, status, $"{name}, killed the host of {victim}");
                Assert.Equal(StepsOf(expected.Events), StepsOf(events));
                Assert.All(recorded[name], calls => Assert.Equal(calls.Value, debates.Calls.GetValueOrDefault((name, calls.Key))));
                Assert.All(events.Where(happened => happened.Result is not null), happened => Assert.Null(happened.Result!.Fault));
                Assert.Equal(taught, await TaughtAsync(cluster, name));
            }
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
        await FinishAsync(await UntilAnsweredAsync(() => client.StartAsync(Tenant, name, Request(name))));

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

    private static DebateRequest Request(string name) => NumberDebates.Request(name) with { Bank = $"team:{name}" };

    // What a debate's bank holds, without what differs between debates.
    private static async Task<List<string>> TaughtAsync(MemoryCluster cluster, string name) => (await UntilAnsweredAsync(async () =>
        await cluster.Memory.Scope(Tenant, $"team:{name}").ListAsync().ToListAsync())).ConvertAll(record => $"{record.Kind} {record.Outcome!.Verdict} {record.Text}");

    // New silos first: all old ones may die.
    private static async Task KillHostsAsync(MemoryCluster cluster, List<string> victims)
    {
        var addresses = new HashSet<SiloAddress>();
        foreach (var key in victims)
        {
            var grain = (IAddressable)cluster.Grains.GetGrain(GrainId.Create(key.Split('/').Length == 3 ? "debate-team" : "debate", key));
            if (await UntilAnsweredAsync(async () => await cluster.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain)) is { } address)
                addresses.Add(address);
        }

        var doomed = cluster.Silos.GetActiveSilos().Where(silo => addresses.Contains(silo.SiloAddress)).ToList();
        Assert.NotEmpty(doomed);
        foreach (var _ in doomed)
            await cluster.Silos.StartAdditionalSiloAsync();
        foreach (var silo in doomed)
            await cluster.Silos.KillSiloAsync(silo);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var tries = 0; !holds(); tries++)
        {
            Assert.True(tries < 2000, "It did not come so far.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static void AssertSame(DebateStatus expected, DebateStatus actual, string name)
    {
        Assert.True(actual.Decision is not null, name);
        Assert.Equal((name, expected.Phase, expected.Round, expected.Tokens, 0), (name, actual.Phase, actual.Round, actual.Tokens, actual.Faults));
        Assert.Equal(
            (expected.Decision!.Team, expected.Decision.Solution, expected.Decision.Outcome!.Value, expected.Decision.Verdict, expected.Decision.Agreed),
            (actual.Decision!.Team, actual.Decision.Solution, actual.Decision.Outcome!.Value, actual.Decision.Verdict, actual.Decision.Agreed));
    }

    private static IEnumerable<string> StepsOf(IEnumerable<DebateEvent> events) =>
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
