using System.Text.Json.Nodes;
using AgentGrains.Engine.Assembly;

namespace AgentGrains.Benchmarks.Locomo;

/// <summary>What consolidation costs and saves: the same questions before and after a run over every conversation.</summary>
internal sealed class Tidying(BenchmarkSilo silo)
{
    private const int AllOfIt = 100_000;   // tokens

    private readonly List<ConsolidationRun> _runs = [];
    private readonly List<(string Conversation, int Turns)> _turns = [];
    private long _tokensBefore, _tokensAfter;

    public async Task RunAsync(string conversation, Scope scope)
    {
        var consolidation = silo.Memory.Scope(scope).Consolidation;
        var run = await consolidation.StartAsync();
        while (run.Status == ConsolidationStatus.Running)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            run = (await consolidation.ListAsync())[0];
        }

        _runs.Add(run);
        var turns = 0;
        await foreach (var record in silo.Memory.Scope(scope).ListAsync())
            turns += record.Kind == MemoryKind.Turn ? 1 : 0;
        _turns.Add((conversation, turns));
    }

    /// <summary>Counts the context of the ten best answers to a question, and what the same records took before.</summary>
    public async Task WeighAsync(Scope scope, string question)
    {
        var recall = await silo.Memory.Scope(scope).RecallAsync(question, limit: 10, tokenBudget: AllOfIt);
        _tokensAfter += recall.Tokens;
        _tokensBefore += ContextAssembler.Assemble(recall.Standing, [.. recall.Evidence.Select(item => item.Record with { Gist = null })], AllOfIt).Tokens;
    }

    public JsonObject ToJson(LocomoScores before, LocomoScores after) => new()
    {
        ["recall10Before"] = Figures.Round(before.RecallAt(10)),
        ["recall10After"] = Figures.Round(after.RecallAt(10)),
        ["contextTokensSaved"] = Figures.Round(1 - (double)_tokensAfter / _tokensBefore),
        ["hotRecordsSaved"] = Figures.Round((double)_runs.Sum(Rested) / _turns.Sum(each => each.Turns)),
        ["byConversation"] = new JsonObject(_turns.Zip(_runs, (each, run) => KeyValuePair.Create(each.Conversation, (JsonNode?)new JsonObject
        {
            ["recall10Before"] = Figures.Round(before.RecallOf(each.Conversation)),
            ["recall10After"] = Figures.Round(after.RecallOf(each.Conversation)),
            ["hotRecordsSaved"] = Figures.Round((double)Rested(run) / each.Turns),
        }))),
        ["evidenceAtTokensBefore"] = EvidenceOf(before),
        ["evidenceAtTokensAfter"] = EvidenceOf(after),
        ["condensed"] = _runs.Sum(run => run.Condensed),
        ["gistShare"] = Figures.Round(_runs.Sum(run => run.TokensAfter) / (double)Math.Max(1, _runs.Sum(run => run.TokensBefore))),
        ["twins"] = _runs.Sum(run => run.Twins),
        ["uninformative"] = _runs.Sum(run => run.Uninformative),
        ["contradicted"] = _runs.Sum(run => run.Contradicted),
        ["merged"] = _runs.Sum(run => run.Merged),
        ["notes"] = _runs.Sum(run => run.Notes),
        ["refused"] = _runs.Sum(run => run.Refused),
    };

    private static int Rested(ConsolidationRun run) => run.Twins + run.Uninformative + run.Contradicted;

    private static JsonObject EvidenceOf(LocomoScores scores) =>
        new(LocomoScores.Budgets.Select(budget => KeyValuePair.Create(budget.ToString(System.Globalization.CultureInfo.InvariantCulture), (JsonNode?)Figures.Round(scores.EvidenceAt(budget)))));
}
