using System.Text;
using AgentGrains.Cluster.Tests.Debate;
using AgentGrains.Runtime.Derivation;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AgentGrains.Cluster.Tests.Erasure;

/// <summary>An erasure of records that a crash cuts short, at whatever write, is ended by its reminder; one that is over has none.</summary>
public sealed class CutShortErasureTests
{
    private const string Canary = "quixotopia";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_crash_before_or_after_any_write_is_driven_to_the_end_by_the_reminder(bool before)
    {
        await using var cluster = await MemoryCluster.StartAsync(
            silo: static host => host.UseInMemoryReminderService(), configure: static grains =>
            {
                grains.ConfigureVault(vault => vault.Key = Convert.ToBase64String(new byte[32]));
                new NumberDebates().Configure()(grains);
            });
        var debates = NumberDebates.Client(cluster);
        await DebateAsync(cluster, "other", "How many legs has a cat?");
        var failAt = 1;
        for (var wasHit = true; wasHit; failAt++)
        {
            Assert.True(failAt < 60, "It does not end.");
            var scope = Scope.User("acme", $"u{failAt}");
            var (turn, derived) = await FillAsync(cluster, scope);
            await DebateAsync(cluster, $"u{failAt}", "We know: I live in Quixotopia. Which number?");
            var writes = 0;
            cluster.Storage.Faults.RefusesGrain = grain =>
            {
                if (!IsTouched(scope, grain))
                    return false;
                writes++;
                if (writes == failAt && !before)
                    cluster.Storage.Faults.FailNextWrite(before: false);
                return before ? writes >= failAt : writes > failAt;
            };
            TenantContext.Set(scope.Tenant);
            var grain = cluster.Grains.GetGrain<IUserScopeGrain>(scope.Key);
            try
            {
                await grain.EraseRecordsAsync([turn], Token);
            }
            catch (WriteUncertainException)
            {
                // As a crash would, it leaves everything where it is.
            }

            wasHit = writes >= failAt;
            foreach (var id in cluster.Storage.Records.Keys.Select(key => key.Grain).Where(id => IsTouched(scope, id)).Append(GrainId.Create("debate", $"acme/u{failAt}")).Distinct())
                await cluster.Silos.DeactivateAsync(id);
            cluster.Storage.Faults.RefusesGrain = null;
            if (failAt == 1 && before)
                await grain.EraseRecordsAsync([turn], Token);   // nothing had begun
            else if (wasHit)
                Assert.Equal("erase", Assert.Single(await RemindersAsync(cluster, grain)).ReminderName);
            TenantContext.Set(scope.Tenant);
            await grain.AsReference<IRemindable>().ReceiveReminder("erase", default);

            Assert.False(Holds(cluster, scope), $"Cut short at write {failAt}, it did not end.");
            Assert.Empty(await RemindersAsync(cluster, grain));
            Assert.Equal(["other"], await debates.ListAsync("acme", Token).Select(debate => debate.Id).ToListAsync(Token));
            Assert.Equal(DebatePhase.None, (await debates.Debate("acme", $"u{failAt}").GetStatusAsync(Token)).Phase);
            Assert.Equal([new TeamReliability("red", 2, 1), new TeamReliability("blue", 2, 1)], await debates.GetReliabilityAsync("acme", "numbers", ["red", "blue"], Token));
            var memory = cluster.Memory.Scope(scope);
            Assert.Equal([turn, .. derived], (await memory.EraseRecordsAsync([turn, .. derived], Token)).Records);
            Assert.Empty(await RemindersAsync(cluster, grain));
            Assert.Equal(["Ann likes tea.", "Tea is good for Ann."], await memory.ListAsync(Token).Select(record => record.Text).Order().ToListAsync(Token));
            Assert.True((await memory.Audit.VerifyAsync(cancellationToken: Token)).IsIntact);
            Assert.Equal("Find out where Ann lives.", Assert.Single((await memory.Working("monday").GetAsync(Token)).Subgoals).Goal);
            Assert.Null(Assert.Single(await memory.Vault.ListAsync(Token)).Caption);
            foreach (var kind in new[] { MemoryKind.Turn, MemoryKind.Belief, MemoryKind.Lesson })
                await Assert.ThrowsAsync<MemoryRejectedException>(async () => await memory.RememberAsync(new MemoryDraft { Text = "My home is in Quixotopia.", Kind = kind }, Token));
        }

        Assert.True(failAt - 2 >= 20, $"There were {failAt - 2} writes only.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_crash_while_the_whole_scope_goes_is_driven_to_the_end_by_the_reminder(bool before)
    {
        await using var cluster = await MemoryCluster.StartAsync(
            silo: static host => host.UseInMemoryReminderService(), configure: static grains => grains.ConfigureVault(vault => vault.Key = Convert.ToBase64String(new byte[32])));
        var scope = Scope.User("acme", "ann");
        await FillAsync(cluster, scope);
        var writes = 0;
        cluster.Storage.Faults.RefusesGrain = grain =>
        {
            if (!IsOf(scope, grain) || ++writes < 4)
                return false;
            if (writes == 4 && !before)
                cluster.Storage.Faults.FailNextWrite(before: false);
            return before || writes > 4;
        };
        TenantContext.Set(scope.Tenant);
        var grain = cluster.Grains.GetGrain<IUserScopeGrain>(scope.Key);
        await Assert.ThrowsAsync<WriteUncertainException>(async () => await grain.EraseAsync(Token));
        Assert.Single(await RemindersAsync(cluster, grain));
        foreach (var id in cluster.Storage.Records.Keys.Select(key => key.Grain).Where(id => IsOf(scope, id)).Distinct())
            await cluster.Silos.DeactivateAsync(id);
        cluster.Storage.Faults.RefusesGrain = null;
        TenantContext.Set(scope.Tenant);
        await grain.AsReference<IRemindable>().ReceiveReminder("erase", default);
        Assert.DoesNotContain(cluster.Storage.Records.Keys, key => IsOf(scope, key.Grain));
        Assert.Empty(await RemindersAsync(cluster, grain));
    }

    // A turn, what is known of it, and what follows from that, which names only what it follows from.
    private static async Task<(MemoryId Turn, MemoryId[] Derived)> FillAsync(MemoryCluster cluster, Scope scope)
    {
        var memory = cluster.Memory.Scope(scope);
        var turn = await memory.RememberAsync(new MemoryDraft { Text = "I live in Quixotopia.", Actor = "Ann" }, Token);
        await memory.RememberAsync(new MemoryDraft { Text = "Ann likes tea." }, Token);
        await ProposeAsync(cluster.Grains.GetGrain<ISemanticMemoryGrain>(scope.Key), MemoryKind.Belief, "Ann lives in Quixotopia", turn.Id);
        var belief = await memory.ListAsync(Token).SingleAsync(record => record.Kind == MemoryKind.Belief, Token);
        await ProposeAsync(cluster.Grains.GetGrain<IProceduralMemoryGrain>(scope.Key), MemoryKind.Lesson, "Send letters to Quixotopia.", belief.Id);
        await memory.RememberAsync(new MemoryDraft { Text = "Tea is good for Ann.", Kind = MemoryKind.Lesson }, Token);
        var lesson = await memory.ListAsync(Token).SingleAsync(record => record.Text.StartsWith("Send", StringComparison.Ordinal), Token);
        await memory.Working("monday").ApplyAsync([WorkingEdit.Open("Find out where Ann lives."), WorkingEdit.Add(new WorkingStep(StepKind.Observation, "Ann: I live in Quixotopia."))], Token);
        await memory.Vault.SetAsync("gate", "open sesame", "The gate of Ann, who lives in Quixotopia.", Token);
        Assert.True(Holds(cluster, scope));
        return (turn.Id, [belief.Id, lesson.Id]);
    }

    private static async Task DebateAsync(MemoryCluster cluster, string id, string problem)
    {
        var request = NumberDebates.Request(id) with { Bank = $"team:{id}" };
        await (await NumberDebates.Client(cluster).StartAsync("acme", id, request with { Task = request.Task with { Problem = problem } }, Token)).WaitAsync(Token);
    }

    private static async Task ProposeAsync(IMemoryGrain memory, MemoryKind kind, string text, MemoryId from)
    {
        TenantContext.Set("acme");
        var draft = new MemoryDraft { Text = text, Kind = kind, DerivedFrom = [from] };
        Assert.True(await memory.AsReference<IProposalSink>().ProposeAsync(
            [new MemoryProposal { Kind = OperationKind.Add, Key = text, Draft = draft, Evidence = [from], Producer = new ProducerVersion("rules", 2) }],
            (await memory.GetStatusAsync(Token)).Sequence));
    }

    private static async Task<IEnumerable<ReminderEntry>> RemindersAsync(MemoryCluster cluster, IUserScopeGrain grain) =>
        (await cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<IReminderTable>().ReadRows(grain.GetGrainId())).Reminders;

    private static bool Holds(MemoryCluster cluster, Scope scope) => cluster.Storage.Records.Any(
        record => IsTouched(scope, record.Key.Grain) && Encoding.UTF8.GetString(record.Value.Payload).Contains(Canary, StringComparison.OrdinalIgnoreCase));

    // With the debate of the scope's id, its teams and its bank, and where the tenant lists debates and their teams' reliability.
    private static bool IsTouched(Scope scope, GrainId grain) => IsOf(scope, grain) || IsOf(Scope.Team("acme", scope.Id), grain)
        || grain.Type.ToString() is "debate-directory" or "debate-ledger" || (grain.Key.ToString() + "/").StartsWith($"acme/{scope.Id}/", StringComparison.Ordinal);

    private static bool IsOf(Scope scope, GrainId grain) => grain.Key.ToString() is { } key && (key == scope.Key || key.StartsWith(scope.Key + "/", StringComparison.Ordinal));
}
