using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AgentGrains.Benchmarks.Locomo;

/// <summary>Remembers LoCoMo conversations and counts how much of each question's evidence is recalled.</summary>
internal static class LocomoCommand
{
    public static Command Make()
    {
        var data = new Option<FileInfo>("--data") { Description = "LoCoMo JSON file", Required = true };
        var embedder = new Option<string?>("--embedder") { Description = "none (default), hashing or model2vec:DIR" };
        var derive = new Option<bool>("--derive") { Description = "Derive beliefs from the turns (default true)", DefaultValueFactory = _ => true };
        var aged = new Option<int?>("--aged") { Description = "Hold the sessions as many days apart as they were and let memory fade until this many days after the last; the figures then have the shares of the zones" };
        var unit = new Option<double?>("--unit-days") { Description = "With --aged: ForgettingOptions.UnitDays" };
        var bits = new Option<int>("--bits") { Description = "VectorOptions.OriginalBits, 8 (default) or 32", DefaultValueFactory = _ => 8 };
        var consolidate = new Option<bool>("--consolidate") { Description = "Consolidate, ask again, and compare" };
        var rest = new Option<bool>("--rest") { Description = "With --consolidate: let turns rest that tell little (default true)", DefaultValueFactory = _ => true };
        var draft = new Option<string?>("--draft") { Description = "Compare --embedder alone with a cascade that asks this cheaper one first, and nothing else" };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file" };
        var command = new Command("locomo", "Evidence recall on LoCoMo conversations") { data, embedder, derive, aged, unit, bits, consolidate, rest, draft, json };
        command.SetAction(async (parsed, _) =>
            await Figures.ReportAsync(
                parsed.GetValue(draft) is { } cheap
                    ? await CascadeTrial.RunAsync(await LocomoData.ReadAsync(parsed.GetValue(data)!), parsed.GetValue(embedder), cheap, parsed.GetValue(derive))
                    : await RunAsync(parsed.GetValue(data)!, parsed.GetValue(embedder), parsed.GetValue(derive), parsed.GetValue(aged), parsed.GetValue(unit), parsed.GetValue(bits), parsed.GetValue(consolidate), parsed.GetValue(rest)),
                parsed.GetValue(json)));
        return command;
    }

    private static async Task<JsonObject> RunAsync(FileInfo data, string? embedder, bool derive, int? aged, double? unitDays, int bits, bool consolidate, bool rest)
    {
        var conversations = await LocomoData.ReadAsync(data);
        var clock = new MovedClock();
        await using var silo = await BenchmarkSilo.StartAsync(configure: grains =>
        {
            EmbedderChoice.Configure(embedder)?.Invoke(grains);
            grains.ConfigureDerivation(options => options.Enabled = derive);
            grains.ConfigureVectors(options => options.OriginalBits = bits);
            grains.ConfigureConsolidation(options => (options.Enabled, options.RestAfter, options.LeastInformation) = (false, TimeSpan.Zero, rest ? options.LeastInformation : 0));
            grains.ConfigureForgetting(options => options.UnitDays = unitDays ?? options.UnitDays);
            if (aged is not null)
                grains.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        });
        var dialogs = new Dictionary<MemoryId, string>();
        var scores = new LocomoScores(dialogs);
        var ingest = TimeSpan.Zero;
        var ageing = new Ageing(silo, aged ?? 0);
        var cold = await LocomoMemory.LoadAsync(silo, conversations[0], [], derive, tenant: "warm-up");   // pays for compilation
        foreach (var conversation in conversations)
        {
            var begun = clock.GetUtcNow();
            ingest += await LocomoMemory.LoadAsync(silo, conversation, dialogs, derive, at =>
            {
                if (aged is not null)
                    clock.Reach(begun + (at - conversation.Turns[0].At));
            });
            if (aged is not null)
                await ageing.FadeAsync(clock, ScopeOf(conversation));
        }

        await AskAllAsync(silo.Memory, conversations, scores);
        var figures = scores.ToJson(conversations.Sum(conversation => conversation.Turns.Count) / ingest.TotalSeconds, conversations[0].Turns.Count / cold.TotalSeconds);
        if (aged is not null)
            figures["zones"] = ageing.ToJson();
        if (consolidate)
            figures["consolidated"] = await ConsolidateAsync(silo, conversations, scores, dialogs);
        return figures;
    }

    private static Scope ScopeOf(LocomoConversation conversation) => Scope.Parse(LocomoMemory.Tenant, LocomoMemory.NameOf(conversation));

    private static async Task AskAllAsync(IMemoryClient client, IReadOnlyList<LocomoConversation> conversations, LocomoScores scores)
    {
        foreach (var conversation in conversations)
        {
            var memory = client.Scope(LocomoMemory.Tenant, LocomoMemory.NameOf(conversation));
            foreach (var question in conversation.Questions.Take(20))
                await memory.RecallAsync(question.Text);   // the first calls pay for compilation
            foreach (var question in conversation.Questions)
                await AskAsync(client, memory, conversation.Id, question, scores);
        }
    }

    private static async Task<JsonObject> ConsolidateAsync(
        BenchmarkSilo silo, IReadOnlyList<LocomoConversation> conversations, LocomoScores before, Dictionary<MemoryId, string> dialogs)
    {
        var tidying = new Tidying(silo);
        foreach (var conversation in conversations)
            await tidying.RunAsync(conversation.Id, ScopeOf(conversation));
        var after = new LocomoScores(dialogs);
        await AskAllAsync(silo.Memory, conversations, after);
        foreach (var conversation in conversations)
        {
            foreach (var question in conversation.Questions)
                await tidying.WeighAsync(ScopeOf(conversation), question.Text);
        }

        return tidying.ToJson(before, after);
    }

    private static async Task AskAsync(IMemoryClient client, IScopedMemory memory, string conversation, LocomoQuestion question, LocomoScores scores)
    {
        var started = Stopwatch.GetTimestamp();
        await memory.RecallAsync(question.Text);
        scores.AddLatency(Stopwatch.GetElapsedTime(started));
        if (question.Evidence.Count == 0)
            return;

        var ranked = await memory.RecallAsync(question.Text, limit: 200, tokenBudget: 4000);
        scores.AddFlag(question, ranked.Flags.Contains(RecallRemark.Insufficient));
        scores.AddRanking(conversation, question, [.. ranked.Evidence.Select(item => item.Record)]);
        if (question.Category <= 4)
            await AskAdaptivelyAsync(client, memory, question, scores);
        foreach (var budget in LocomoScores.Budgets)
            scores.AddPacked(question, budget, Packed(await memory.RecallAsync(question.Text, limit: 200, tokenBudget: budget), scores));
    }

    private static async Task AskAdaptivelyAsync(IMemoryClient client, IScopedMemory memory, LocomoQuestion question, LocomoScores scores)
    {
        var request = new RecallRequest { Query = question.Text, Scopes = [memory.Scope], Limit = AdaptiveScores.Limit };
        scores.Adaptive.Add(
            question.Evidence, Turns(await client.RecallAsync(memory.Scope.Tenant, request)), Turns(await client.RecallAsync(memory.Scope.Tenant, request with { Adaptive = true })));

        List<string> Turns(RecallResult recall) => [.. recall.Evidence.SelectMany(item => scores.Dialogs(item.Record)).Distinct()];
    }

    // Each line of a context begins with the number of its evidence.
    private static HashSet<string> Packed(RecallResult recall, LocomoScores scores) =>
    [
        .. from line in recall.Context.Split('\n')
           where line.StartsWith('[')
           let number = int.Parse(line[1..line.IndexOf(']', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture)
           from dialog in scores.Dialogs(recall.Evidence[number - 1].Record)
           select dialog,
    ];
}
