using System.Text;
using AgentGrains.Cluster.Tests.Agents;
using AgentGrains.Cluster.Tests.Debate;
using AgentGrains.Hosting;
using Xunit;

namespace AgentGrains.Cluster.Tests.Erasure;

/// <summary>What quotes an erased record beside the memories goes with it: what sessions work on, the vault, debates and what they taught; nothing else does.</summary>
public sealed class QuoteErasureTests
{
    private const string Canary = "quixotopia";
    private static readonly Scope Ann = Scope.User("acme", "ann");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_keeps_its_course_and_no_word_of_what_was_erased()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var said = await memory.RememberAsync("I live in Quixotopia, in the house with the green door.", actor: "Ann", cancellationToken: Token);
        var work = memory.Working("monday");
        var quote = WorkingEdit.Add(new WorkingStep(StepKind.Observation, $"{new string('x', 118)} [1] Ann: I live in Quixotopia, in the house with the green door!")) with { Key = "quote" };
        var first = await work.ApplyAsync(
            [
                WorkingEdit.Open("Send a parcel."), quote, WorkingEdit.Add(new WorkingStep(StepKind.Action, "Look up the price of parcels.")),
                WorkingEdit.Close(), WorkingEdit.Define("notes", "Much else. i LIVE in Quixotopia in the house with the green door. More."),
                WorkingEdit.SetBlock("human", "Ann. My home is in Quixotopia, the house with the green door.", 0), WorkingEdit.SetBlock("persona", "A friendly clerk.", 0),
            ],
            Token);
        await cluster.Memory.Scope("acme", "user:bob").Working("monday").ApplyAsync([WorkingEdit.Open("Bob writes: I live in Quixotopia, in the house with the green door.")], Token);
        Assert.Contains("Quixo", (await work.GetAsync(Token)).Subgoals[0].Summary, StringComparison.Ordinal);   // cut short: the whole sentence is not there

        await memory.EraseRecordsAsync([said.Id], Token);
        await AssertErasedAsync();
        await cluster.ForgetActivationsAsync(Ann);
        await cluster.Silos.DeactivateAsync(GrainId.Create("working-memory", Ann.Key + "/monday"));
        await AssertErasedAsync();
        Assert.Equal(first[1], Assert.Single(await work.ApplyAsync([quote], Token)));   // a retry brings nothing back
        await AssertErasedAsync();
        await work.ApplyAsync([WorkingEdit.Reopen(1), WorkingEdit.Add(new WorkingStep(StepKind.Thought, "It is sent."))], Token);

        async Task AssertErasedAsync()
        {
            Assert.DoesNotContain(Of(cluster, Ann.Key), bytes => Has(bytes, "quixo") || Has(bytes, "green door"));
            Assert.Contains(Of(cluster, "acme/user:bob"), bytes => Has(bytes, Canary));
            var view = await work.GetAsync(Token);
            Assert.Equal(("Send a parcel.", "(erased)"), (view.Subgoals[0].Goal, view.Subgoals[0].Summary));
            Assert.Equal(["(erased)", "A friendly clerk."], view.Blocks.Select(block => block.Text));
            Assert.Equal(["(erased)", "Look up the price of parcels."], (await work.GetSubgoalAsync(1, Token))!.Steps.Select(step => step.Text));
        }
    }

    [Fact]
    public async Task A_vault_loses_what_quotes_and_keeps_secrets_and_grants()
    {
        await using var cluster = await StartAsync();
        var memory = cluster.Memory.Scope(Ann);
        var said = await memory.RememberAsync("The letter box in Quixotopia opens with a hairpin.", cancellationToken: Token);
        await memory.Vault.SetAsync("box", "The letter box in Quixotopia opens with a hairpin.", "How to open it", Token);
        await memory.Vault.SetAsync("gate", "open sesame", "The letter box in Quixotopia opens with a hairpin; the gate does not", Token);
        await memory.Vault.SetAsync("door", "1234", "The door", Token);
        var (box, gate) = (await memory.Vault.GrantAsync("box", "clerk", Token), await memory.Vault.GrantAsync("gate", "clerk", Token));
        await memory.EraseRecordsAsync([said.Id], Token);
        for (var time = 0; time < 2; time++)
        {
            Assert.DoesNotContain(Of(cluster, Ann.Key), bytes => Has(bytes, Canary));
            Assert.Equal([("door", "The door"), ("gate", null)], (await memory.Vault.ListAsync(Token)).Select(secret => (secret.Name, secret.Caption)));
            Assert.Equal((null, "open sesame"), ((await memory.Vault.ReadAsync(box, Token))?.Reveal(), (await memory.Vault.ReadAsync(gate, Token))?.Reveal()));
            await cluster.ForgetActivationsAsync(Ann);
        }
    }

    [Fact]
    public async Task A_debate_that_quotes_goes_with_what_it_taught_and_another_stays()
    {
        await using var cluster = await StartAsync(new NumberDebates().Configure());
        var memory = cluster.Memory.Scope(Ann);
        var said = await memory.RememberAsync("Ann keeps seven cats in Quixotopia.", cancellationToken: Token);
        var client = NumberDebates.Client(cluster);
        foreach (var (id, problem) in new[] { ("quotes", "We know: Ann keeps seven cats in Quixotopia. Which number?"), ("other", "How many legs has a cat?") })
        {
            var request = NumberDebates.Request(id) with { Bank = "team:bank" };
            await (await client.StartAsync("acme", id, request with { Task = request.Task with { Problem = problem } }, Token)).WaitAsync(Token);
        }

        Assert.Contains(Of(cluster, "acme/team:bank"), bytes => Has(bytes, Canary));
        await memory.EraseRecordsAsync([said.Id], Token);
        Assert.DoesNotContain(cluster.Storage.Records.Values, record => Has(record.Payload, Canary));
        Assert.Equal(["other"], await client.ListAsync("acme", Token).Select(debate => debate.Id).ToListAsync(Token));
        Assert.Equal(DebatePhase.Stored, (await client.Debate("acme", "other").GetStatusAsync(Token)).Phase);
        Assert.NotEmpty(await cluster.Memory.Scope("acme", "team:bank").ListAsync(Token).ToListAsync(Token));
        Assert.True((await cluster.Memory.Scope("acme", "team:bank").Audit.VerifyAsync(cancellationToken: Token)).IsIntact);
    }

    [Fact]
    public async Task An_agent_keeps_its_profile_and_no_word_of_what_was_erased_though_a_turn_goes_on()
    {
        var (asked, answers) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        using var chat = new ScriptedChat((_, _) =>
        {
            asked.TrySetResult();
            return answers.Task;
        });
        await using var cluster = await StartAsync(grains => grains.UseChatClient(_ => chat));
        var memory = cluster.Memory.Scope(Ann);
        var said = await memory.RememberAsync("I live in Quixotopia, in the house with the green door.", actor: "Ann", cancellationToken: Token);
        var profile = new AgentProfile
        {
            Persona = "You help Ann. Ann said: I live in Quixotopia, in the house with the green door. Be kind.",
            Reads = [Ann],
            RecallLimit = 3,
            Handoffs = [new Handoff("post", "Whoever asks knows that I live in Quixotopia, in the house with the green door."), new Handoff("bank", "It is about money.")],
        };
        foreach (var agent in new[] { "helper", "bank" })
            await cluster.Memory.Agent("acme", agent).ConfigureAsync(agent == "helper" ? profile : profile with { Persona = "You count money.", Handoffs = [] }, Token);
        await cluster.Memory.Agent("globex", "helper").ConfigureAsync(profile with { Reads = [Scope.User("globex", "bob")] }, Token);

        var turn = cluster.Memory.Agent("acme", "helper").RunAsync("monday", "What shall I do?", Token).AsTask();
        await asked.Task.WaitAsync(Token);
        await memory.EraseRecordsAsync([said.Id], Token);
        Assert.False(turn.IsCompleted);   // it may have asked for the erasure
        answers.SetResult("Nothing.");
        await turn;
        for (var time = 0; time < 2; time++)
        {
            Assert.DoesNotContain(Of(cluster, "acme"), bytes => Has(bytes, "quixo") || Has(bytes, "green door"));
            Assert.Contains(Of(cluster, "globex"), bytes => Has(bytes, Canary));
            var left = await cluster.Memory.Agent("acme", "helper").GetProfileAsync(Token);
            Assert.Equal((new AgentProfile { Reads = [] }.Persona, 3, "bank"), (left.Persona, left.RecallLimit, Assert.Single(left.Handoffs).Agent));
            Assert.Equal("You count money.", (await cluster.Memory.Agent("acme", "bank").GetProfileAsync(Token)).Persona);
            await cluster.Silos.DeactivateAsync(GrainId.Create("agent", "acme/helper"));
        }
    }

    private static Task<MemoryCluster> StartAsync(Action<AgentGrainsBuilder>? configure = null) => MemoryCluster.StartAsync(configure: grains =>
    {
        grains.ConfigureVault(vault => vault.Key = Convert.ToBase64String(new byte[32]));
        configure?.Invoke(grains);
    });

    private static IEnumerable<byte[]> Of(MemoryCluster cluster, string scope) =>
        cluster.Storage.Records.Where(record => record.Key.Grain.Key.ToString() is { } key && (key == scope || key.StartsWith(scope + "/", StringComparison.Ordinal))).Select(record => record.Value.Payload);

    private static bool Has(byte[] bytes, string text) => Encoding.UTF8.GetString(bytes).Contains(text, StringComparison.OrdinalIgnoreCase);
}
