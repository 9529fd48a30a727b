using System.Security.Cryptography;
using System.Text;
using AgentGrains.Cluster.Tests.Debate;
using AgentGrains.Cluster.Tests.Derivation;
using AgentGrains.Runtime.Derivation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Xunit;

namespace AgentGrains.Cluster.Tests.Erasure;

/// <summary>Whatever way one asks, nothing that is answered holds a word of what was erased; before the erasure these ways told it.</summary>
public sealed class LeakTests(ITestOutputHelper output)
{
    private const string Secret = "quixotopia";
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private static readonly DateTimeOffset May8 = new(2023, 5, 8, 18, 30, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_question_of_any_kind_brings_back_a_word(bool inChapters)
    {
        await using var cluster = await StartAsync(inChapters);
        var memory = cluster.Memory.Scope(Ann);
        var said = await DerivationTests.SayAsync(cluster, "I moved to Quixotopia.");
        await DerivationTests.SayAsync(cluster, "I adopted a dog named Rex.", "I work at Initech.", "I like green tea.", "My sister plays the violin.", "I bought a red bicycle.", "I am afraid of spiders.", "The ferry was late today.");
        var belief = await memory.ListAsync(Token).FirstAsync(record => record.Kind == MemoryKind.Belief && record.Text.Contains("Quixotopia", StringComparison.Ordinal), Token);
        await ProposeAsync(cluster.Grains.GetGrain<ISemanticMemoryGrain>(Ann.Key), MemoryKind.Note, "Ann's talk of the week: she moved to Quixotopia.", said.Id);
        await ProposeAsync(cluster.Grains.GetGrain<IProceduralMemoryGrain>(Ann.Key), MemoryKind.Lesson, "Letters to Ann go to Quixotopia by ship.", belief.Id);
        await memory.Working("monday").ApplyAsync([WorkingEdit.Open("Write to Ann."), WorkingEdit.Add(new WorkingStep(StepKind.Observation, "Ann: I moved to Quixotopia."))], Token);
        await memory.Vault.SetAsync("gate", "open sesame", "Ann moved to Quixotopia.", Token);
        var request = NumberDebates.Request("quotes");
        var debate = await NumberDebates.Client(cluster).StartAsync("acme", "quotes", request with { Task = request.Task with { Problem = "Ann said: I moved to Quixotopia. Which number?" } }, Token);
        await debate.WaitAsync(Token);
        for (var tries = 0; await memory.ListAsync(Token).AnyAsync(record => record.Vector is null && record.Kind != MemoryKind.Lesson, Token); tries++)
        {
            Assert.True(tries < 400, "Vectors do not come.");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, Token);
        }

        var probes = Probes(cluster, said.Id, belief.Id, cluster.Memory.Scope(Ann), TimeProvider.System.GetUtcNow());
        var telling = new List<string>();
        foreach (var (name, ask) in probes)
        {
            if (Tells(cluster, await ask()))
                telling.Add(name);
        }

        output.WriteLine($"{telling.Count} of {probes.Count} ways told it: {string.Join(", ", telling)}");
        output.WriteLine($"not: {string.Join(", ", probes.Select(probe => probe.Name).Except(telling))}");
        Assert.True(telling.Count >= 20, $"Only {string.Join(", ", telling)} told it before.");
        Assert.Empty("get,get as of,list,history,cube,belief,note,lesson,resolve,session,vault,debate,vector,context,as of".Split(',').Except(telling));

        await memory.EraseRecordsAsync([said.Id], Token);
        for (var time = 0; time < 2; time++)
        {
            foreach (var (name, ask) in probes)
                Assert.False(Tells(cluster, await ask()), $"'{name}' still tells it.");
            await cluster.ForgetActivationsAsync(Ann);
        }

        Assert.DoesNotContain(cluster.Storage.Records.Values, record => Encoding.UTF8.GetString(record.Payload).Contains(Secret, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("Initech", (await memory.RecallAsync("Where does Ann work?", cancellationToken: Token)).Context, StringComparison.Ordinal);
    }

    private static List<(string Name, Func<Task<object?>> Ask)> Probes(MemoryCluster cluster, MemoryId turn, MemoryId belief, IScopedMemory memory, DateTimeOffset then)
    {
        var client = cluster.Memory;
        var probes = new List<(string, Func<Task<object?>>)>
        {
            ("words", Recall("Quixotopia")),
            ("question", Recall("Where does Ann live?")),
            ("paraphrase", Recall("Which town did Ann make her home?")),
            ("alias", Recall("Where does the sister of the violinist live now?")),
            ("temporal", Recall("Where did Ann move in May 2023?", request => request with { Filter = new RecallFilter { From = May8.AddDays(-1), To = May8.AddDays(1) } })),
            ("entity", Recall("What do we know about Ann?")),
            ("as of", Recall("Where did Ann move to?", request => request with { AsOf = then })),
            ("valid at", Recall("Where does Ann live?", request => request with { ValidAt = May8.AddDays(1) })),
            ("deep", Recall("Ann moved", request => request with { Deep = true })),
            ("belief", Recall("Where does Ann live?", request => request with { Kinds = [MemoryKind.Belief] })),
            ("note", Recall("talk of the week", request => request with { Kinds = [MemoryKind.Note], Deep = true })),
            ("lesson", Recall("Where do letters to Ann go?", request => request with { Kinds = [MemoryKind.Lesson] })),
            ("in its session", Recall("moved", request => request with { Filter = new RecallFilter { Session = "s1" } })),
            ("by its speaker", Recall("moved", request => request with { Filter = new RecallFilter { Actor = "Ann" } })),
            ("vector", Recall("quixotopian relocations")),
            ("misspelt", Recall("Qixotopia")),
            ("context", async () => (await memory.RecallAsync("Where does Ann live?", cancellationToken: Token)).Context),
            ("resolve", async () => await memory.ResolveAsync([new FormField { Name = "homeCity" }], subject: "Ann", cancellationToken: Token)),
            ("list", async () => (await memory.ListAsync(Token).ToListAsync(Token)).ToArray()),
            ("get", async () => await memory.GetAsync(turn, cancellationToken: Token)),
            ("get a belief", async () => await memory.GetAsync(belief, cancellationToken: Token)),
            ("get as of", async () => await memory.GetAsync(turn, then, Token)),
            ("history", async () => (await memory.ExportAsync(Token).ToListAsync(Token)).ToArray()),
            ("derived", async () => await AsTenant(() => cluster.Grains.GetGrain<ISemanticMemoryGrain>(Ann.Key).AsReference<IProposalSink>().FindDerivedAsync([turn]))),
            ("cube", CubeAsync),
            ("session", async () => await memory.Working("monday").GetAsync(Token)),
            ("session for a model", async () => (await memory.Working("monday").RenderAsync(cancellationToken: Token)).Text),
            ("vault", async () => (await memory.Vault.ListAsync(Token)).Select(secret => secret.Caption).ToArray()),
            ("debate", DebatesAsync),
        };
        return probes;

        Func<Task<object?>> Recall(string question, Func<RecallRequest, RecallRequest>? with = null) => async () =>
        {
            var request = new RecallRequest { Query = question, Scopes = [Ann], Limit = 10 };
            var found = await client.RecallAsync("acme", with?.Invoke(request) ?? request, Token);
            return string.Join('\n', found.Evidence.Select(item => item.Record.Text).Append(found.Context));
        };

        async Task<object?> CubeAsync()
        {
            using var file = new MemoryStream();
            await memory.Cubes.ExportAsync(file, Token);
            return Encoding.Latin1.GetString(file.ToArray());
        }

        async Task<object?> DebatesAsync()
        {
            var events = new List<DebateEvent>();
            await foreach (var debate in NumberDebates.Client(cluster).ListAsync("acme", Token))
                events.AddRange(await debate.WatchAsync(cancellationToken: Token).ToListAsync(Token));
            return events.ToArray();
        }
    }

    private static async Task<object?> AsTenant<T>(Func<ValueTask<T>> ask)
    {
        TenantContext.Set("acme");
        return await ask();
    }

    private static bool Tells(MemoryCluster cluster, object? answer) => answer is not null && (answer as string
        ?? Encoding.UTF8.GetString(cluster.Silos.Client.ServiceProvider.GetRequiredService<Serializer>().SerializeToArray(answer))).Contains(Secret, StringComparison.OrdinalIgnoreCase);

    private static async Task ProposeAsync(IMemoryGrain memory, MemoryKind kind, string text, MemoryId from)
    {
        for (var proposed = false; !proposed;)
        {
            TenantContext.Set("acme");
            proposed = await memory.AsReference<IProposalSink>().ProposeAsync(
                [new MemoryProposal { Kind = OperationKind.Add, Key = text, Draft = new MemoryDraft { Text = text, Kind = kind, DerivedFrom = [from] }, Evidence = [from], Producer = new ProducerVersion("notes", 1) }],
                (await memory.AsReference<IProposalSink>().FindDerivedAsync([from])).Revision);
        }
    }

    private static async Task<MemoryCluster> StartAsync(bool inChapters)
    {
        var cluster = await MemoryCluster.StartAsync(
            derives: true,
            silo: host => host.Services.Configure<MemoryOptions>(options => options.ChapterRecords = inChapters ? 5 : options.ChapterRecords),
            configure: grains =>
            {
                new NumberDebates().Configure()(grains);
                grains.UseHashingEmbedder(64).ConfigureVault(vault => vault.Key = Convert.ToBase64String(new byte[32]));
            });
        cluster.Silos.Client.ServiceProvider.GetRequiredService<IOptions<CubeOptions>>().Value.SigningKey = ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem();
        return cluster;
    }
}
