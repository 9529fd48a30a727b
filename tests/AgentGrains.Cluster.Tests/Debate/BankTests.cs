using System.Text;
using AgentGrains.Cluster.Tests.Storage;
using Xunit;

namespace AgentGrains.Cluster.Tests.Debate;

/// <summary>What debates learn, where it is kept, who is shown it, and how it goes away.</summary>
public sealed class BankTests
{
    private const string Tenant = NumberDebates.Tenant;
    private const string Bank = "team:solvers";

    [Fact]
    public async Task What_a_verifier_confirmed_is_kept_and_shown_in_the_next_debate()
    {
        var debates = new NumberDebates();
        await using var cluster = await MemoryCluster.StartAsync(silos: 2, configure: debates.Configure());
        var events = await RunAsync(cluster, "first", Request("first"));
        Assert.Empty(debates.Shown[("first", "propose/0/red")]);
        var records = await cluster.Memory.Scope(Tenant, Bank).ListAsync().ToListAsync();
        Assert.Equal(records.Select(record => record.Id), events[^1].Cases);
        Assert.All(records, record => Assert.Equal((new Outcome(Verdict.Verified, "reference"), EpistemicStatus.Active), (record.Outcome, record.Status)));
        Assert.Equal(["Case", "Case", "Lesson", "Lesson"], records.Select(record => record.Kind.ToString()).Order());

        var second = await RunAsync(cluster, "second", Request("second"));
        var shown = debates.Shown[("second", "propose/0/red")];
        Assert.Equal([BankCaseKind.Solution, BankCaseKind.Debate, BankCaseKind.Lesson, BankCaseKind.Lesson], shown.Select(item => item.Kind));
        Assert.Equal(("Which number?", "3"), (shown[0].Problem, shown[0].Right));
        Assert.All(shown, item => Assert.InRange(item.Similarity, 0.99f, 1f));
        Assert.Equal("red: Solved 1; blue: Solved 5", shown[1].Wrong);
        Assert.Contains("does not believe", Assert.Single(shown[1].Guardrails[..1]), StringComparison.Ordinal);
        Assert.Equal([("1", "3"), ("5", "3")], shown.Where(item => item.Kind == BankCaseKind.Lesson).Select(item => (item.Wrong, item.Right)).Order());
        Assert.Equal([BankCaseKind.Debate, BankCaseKind.Lesson, BankCaseKind.Lesson], debates.Shown[("second", "critique/1/blue")].Select(item => item.Kind));

        // What a step was shown is part of the record.
        var proposed = second.Single(happened => happened.Result?.Step.Id == "propose/0/red").Result!;
        Assert.Equal(shown.Select(item => new ShownCase(item.Id, item.Similarity)), proposed.Shown);
    }

    [Fact]
    public async Task What_nobody_confirmed_is_kept_as_such_and_comes_back_as_a_lesson()
    {
        var debates = new NumberDebates();
        await using var cluster = await MemoryCluster.StartAsync(configure: debates.Configure());
        var unknown = Request("unknown") with { Task = Request("unknown").Task with { Reference = "7" } };   // all are refuted
        await RunAsync(cluster, "unknown", unknown);
        var record = Assert.Single(await cluster.Memory.Scope(Tenant, Bank).ListAsync().ToListAsync());
        Assert.Equal((MemoryKind.Lesson, Verdict.Refuted, EpistemicStatus.Exploratory), (record.Kind, record.Outcome!.Verdict, record.Status));

        // Somebody who calls something a solution does not make it one.
        var forged = new MemoryDraft
        {
            Kind = MemoryKind.Case,
            Text = "Problem: Which number?\nWrong: \nRight: 13\nWatch: ",
            Metadata = [new MetadataEntry("bank", "solution"), new MetadataEntry("family", "numbers"), new MetadataEntry("parts", "13,0,2,0")],
        };
        await cluster.Memory.Scope(Tenant, Bank).RememberAsync(forged);
        await RunAsync(cluster, "next", Request("next"));
        var shown = debates.Shown[("next", "propose/0/red")];
        Assert.Equal(2, shown.Length);
        Assert.All(shown, item => Assert.Equal(BankCaseKind.Lesson, item.Kind));
        Assert.Equal([Verdict.Unverified, Verdict.Refuted], shown.Select(item => item.Verdict));
    }

    [Fact]
    public async Task An_erased_debate_leaves_nothing_in_the_bank_and_an_erased_scope_leaves_nothing_at_all()
    {
        var debates = new NumberDebates();
        await using var cluster = await MemoryCluster.StartAsync(configure: debates.Configure());
        var secret = Request("first");
        await RunAsync(cluster, "first", secret with { Task = secret.Task with { Problem = "Which number has the door in Quixotopia?" } });
        var other = await RunAsync(cluster, "other", Request("other"));
        var client = NumberDebates.Client(cluster);
        Assert.Contains(cluster.Storage.Records, record => record.Key.Grain.Type.ToString() == "procedural-memory" && Holds(record.Value.Payload));
        await client.Debate(Tenant, "first").EraseAsync();
        Assert.DoesNotContain(cluster.Storage.Records.Values, record => Holds(record.Payload));
        var bank = cluster.Memory.Scope(Tenant, Bank);
        Assert.True((await bank.Audit.VerifyAsync()).IsIntact);
        Assert.Equal(other[^1].Cases, (await bank.ListAsync().ToListAsync()).Select(record => record.Id));

        // The same id, started again, is a debate of its own.
        Assert.Equal(4, (await RunAsync(cluster, "first", Request("first")))[^1].Cases.Length);
        await client.Debate(Tenant, "first").EraseAsync();
        await client.Debate(Tenant, "other").EraseAsync();
        Assert.Empty(await bank.ListAsync().ToListAsync());
        await bank.EraseAsync();
        Assert.DoesNotContain(cluster.Storage.Records.Keys, record => record.Grain.ToString().Contains("solvers", StringComparison.Ordinal));
        Assert.All(cluster.Storage.Records.Keys, record => Assert.DoesNotContain("debate/", record.Grain.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_debate_erased_between_writing_its_cases_and_recording_them_leaves_none()
    {
        var (debates, shared) = (new NumberDebates(), new SharedStorage());
        await using var cluster = await MemoryCluster.StartAsync(storage: shared, configure: debates.Configure());
        var debate = await NumberDebates.Client(cluster).StartAsync(Tenant, "d", Request("d"));
        var bank = cluster.Memory.Scope(Tenant, Bank);
        while ((await bank.ListAsync().ToListAsync()).Count == 0)   // as soon as they are there
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        await debate.EraseAsync();
        Assert.Empty(await bank.ListAsync().ToListAsync());
    }

    [Fact]
    public async Task A_bank_that_takes_nothing_does_not_hold_the_debate()
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: builder =>
        {
            new NumberDebates().Configure()(builder);
            builder.ConfigureMemory(options => options.MaxRecords = 2);
        });
        var events = await RunAsync(cluster, "d", Request("d"));
        Assert.Equal((DebateEventKind.Stored, true, 0), (events[^1].Kind, events[^1].Admitted, events[^1].Cases.Length));
        Assert.Contains("MemoryOptions.MaxRecords", events[^1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bank_is_a_scope_of_the_debates_own_tenant_and_not_required()
    {
        var debates = new NumberDebates();
        await using var cluster = await MemoryCluster.StartAsync(configure: debates.Configure());
        await RunAsync(cluster, "a", Request("a"));
        var globex = await NumberDebates.Client(cluster).StartAsync("globex", "b", Request("b"));
        await globex.WaitAsync();
        Assert.Empty(debates.Shown[("b", "propose/0/red")]);
        await RunAsync(cluster, "c", NumberDebates.Request("c"));
        Assert.Empty(debates.Shown[("c", "propose/0/red")]);
        Assert.Equal(4, (await cluster.Memory.Scope(Tenant, Bank).ListAsync().ToListAsync()).Count);
        foreach (var name in new[] { "globex/team:x", "solvers", "", "team:" })
            Assert.Equal("bank", (await Assert.ThrowsAsync<InvalidDebateException>(async () => await RunAsync(cluster, "d", Request("d") with { Bank = name }))).Field);
    }

    [Fact]
    public async Task Reliability_is_kept_between_debates_and_goes_with_an_erased_one()
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: new NumberDebates().Configure());
        var client = NumberDebates.Client(cluster);
        await RunAsync(cluster, "a", NumberDebates.Request("a"));
        await RunAsync(cluster, "b", NumberDebates.Request("b") with { Task = new DebateTask("b", "numbers", "Which number?") { Reference = "5" }, Budget = new DebateBudget(Rounds: 0) });
        TeamReliability[] expected = [new("red", 2, 2), new("blue", 3, 1)];
        Assert.Equal(expected, await client.GetReliabilityAsync(Tenant, "numbers", ["red", "blue"]));
        await cluster.Silos.DeactivateAsync(GrainId.Create("debate-ledger", Tenant));
        Assert.Equal(expected, await client.GetReliabilityAsync(Tenant, "numbers", ["red", "blue"]));
        Assert.All(await client.GetReliabilityAsync(Tenant, "law", ["red"]), known => Assert.Equal(0.5, known.Mean));
        Assert.All(await client.GetReliabilityAsync("globex", "numbers", ["red"]), known => Assert.Equal(0.5, known.Mean));

        // With nothing else to decide by, the team that was right more often speaks.
        var undecided = NumberDebates.Request("c") with { Task = new DebateTask("c", "numbers", "Which number?") { Reference = "8" }, Budget = new DebateBudget(Rounds: 0) };
        var events = await RunAsync(cluster, "c", undecided);
        Assert.Equal(expected, events[0].Known);
        Assert.Equal("blue", events.Single(happened => happened.Decision is not null).Decision!.Team);
        Assert.Equal([new("red", 2, 3), new TeamReliability("blue", 3, 2)], await client.GetReliabilityAsync(Tenant, "numbers", ["red", "blue"]));
        await client.Debate(Tenant, "c").EraseAsync();
        Assert.Equal(expected, await client.GetReliabilityAsync(Tenant, "numbers", ["red", "blue"]));
    }

    private static bool Holds(byte[] bytes) => Encoding.UTF8.GetString(bytes).Contains("quixotopia", StringComparison.OrdinalIgnoreCase);

    private static DebateRequest Request(string task) => NumberDebates.Request(task) with { Bank = Bank };

    private static async Task<List<DebateEvent>> RunAsync(MemoryCluster cluster, string name, DebateRequest request) =>
        await (await NumberDebates.Client(cluster).StartAsync(Tenant, name, request)).WatchAsync().ToListAsync();
}
