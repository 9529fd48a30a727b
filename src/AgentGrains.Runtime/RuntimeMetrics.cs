using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AgentGrains.Runtime;

/// <summary>Every metric of the runtime, named once.</summary>
internal static class RuntimeMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "AgentGrains.Runtime";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Operations = Meter.CreateCounter<long>("agentgrains.memory.operations", "{operation}", "Durable operations.");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("agentgrains.memory.write_failures", "{write}", "Writes whose fate storage left unknown.");
    private static readonly Histogram<double> WriteTime = Meter.CreateHistogram<double>("agentgrains.memory.write.duration", "s", "Time from decision to durable.");
    private static readonly Histogram<double> ActivationTime = Meter.CreateHistogram<double>("agentgrains.memory.activation.duration", "s", "Time to replay a journal.");
    private static readonly Histogram<double> RecallTime = Meter.CreateHistogram<double>("agentgrains.recall.duration", "s", "Time of one recall.");
    private static readonly Counter<long> Refused = Meter.CreateCounter<long>("agentgrains.tenant.refused", "{call}", "Calls refused because the tenant was another.");

    private static readonly Counter<long> Limited = Meter.CreateCounter<long>("agentgrains.tenant.limited", "{call}", "Calls refused because a limit of the tenant was used up, by limit.");

    private static readonly Counter<long> Turns = Meter.CreateCounter<long>("agentgrains.derivation.turns", "{turn}", "Turns that were derived from.");
    private static readonly Counter<long> DerivationFaults = Meter.CreateCounter<long>("agentgrains.derivation.faults", "{fault}", "Failed attempts to derive, by stage.");
    private static readonly Counter<long> Replaced = Meter.CreateCounter<long>("agentgrains.derivation.replaced", "{call}", "Calls that the default stage did, by stage.");

    private static readonly Counter<long> Tidied = Meter.CreateCounter<long>("agentgrains.consolidation.records", "{record}", "Records that consolidation condensed or laid to rest, by what was done; refused steps too.");
    private static readonly Counter<long> ConsolidationBreaches = Meter.CreateCounter<long>("agentgrains.consolidation.breaches", "{run}", "Runs that made recall worse and were undone.");
    private static readonly Counter<long> ConsolidationFaults = Meter.CreateCounter<long>("agentgrains.consolidation.faults", "{fault}", "Runs of consolidation that were cut short; they go on later.");

    private static readonly Counter<long> DebatesStarted = Meter.CreateCounter<long>("agentgrains.debate.started", "{debate}", "Debates that were started.");
    private static readonly Counter<long> DebatesEnded = Meter.CreateCounter<long>("agentgrains.debate.ended", "{debate}", "Debates that are over.");
    private static readonly Counter<long> DebateFaults = Meter.CreateCounter<long>("agentgrains.debate.faults", "{step}", "Steps of debates that ended in a fault.");

    private static readonly Counter<long> GuardedWrites = Meter.CreateCounter<long>("agentgrains.guard.writes", "{write}", "Writes that the guard held or refused.");
    private static readonly Counter<long> GuardEvents = Meter.CreateCounter<long>("agentgrains.guard.events", "{event}", "Releases, purges and settings.");
    private static readonly Histogram<double> ModelTime = Meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "Time of one answer of a chat model.");
    private static readonly Histogram<long> ModelTokens = Meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Tokens that a chat model read or wrote.");
    private static readonly Counter<long> Outcomes = Meter.CreateCounter<long>("agentgrains.outcome.reports", "{report}", "Outcomes of recalls that were reported.");
    private static readonly Counter<long> NotKept = Meter.CreateCounter<long>("agentgrains.outcome.recalls_not_kept", "{recall}", "Recalls whose outcome cannot be reported, because too many came at once.");
    private static readonly Counter<long> Trials = Meter.CreateCounter<long>("agentgrains.outcome.trials", "{trial}", "Rankings that were tried, by verdict.");
    private static readonly Histogram<double> TurnTime = Meter.CreateHistogram<double>("agentgrains.agent.turn.duration", "s", "Time of one turn of an agent.");
    private static readonly Counter<long> ToolCalls = Meter.CreateCounter<long>("agentgrains.agent.tool_calls", "{call}", "Tool calls of agents' models, by outcome.");

    private static readonly Histogram<double> VectorSearchTime = Meter.CreateHistogram<double>("agentgrains.vector_store.search.duration", "s", "Time of one search in the vector store, by outcome: found, away, or resting, which did not ask.");
    private static readonly Counter<long> VectorsMoved = Meter.CreateCounter<long>("agentgrains.vector_store.vectors", "{vector}", "Vectors that were written to the vector store or deleted from it.");
    private static readonly Counter<long> VectorFailures = Meter.CreateCounter<long>("agentgrains.vector_store.failures", "{call}", "Writes to the vector store that failed: of followers, which try again, and of erasures.");
    private static readonly UpDownCounter<long> VectorsBehind = Meter.CreateUpDownCounter<long>("agentgrains.vector_store.behind", "{memory}", "Memories in use whose vectors the store does not take.");

    private static readonly TagList[] Types = [.. Enum.GetValues<MemoryType>().Select(type => new TagList { { "memory.type", type.ToString() } })];

    public static void Written(MemoryType type, int operations, TimeSpan took)
    {
        Operations.Add(operations, Types[(int)type]);
        WriteTime.Record(took.TotalSeconds, Types[(int)type]);
    }

    public static void WriteFailed(MemoryType type) => Failures.Add(1, Types[(int)type]);

    public static void Activated(MemoryType type, TimeSpan took) => ActivationTime.Record(took.TotalSeconds, Types[(int)type]);

    public static void Recalled(TimeSpan took) => RecallTime.Record(took.TotalSeconds);

    public static void Consolidated(ConsolidationRun run)
    {
        foreach (var (done, records) in new[] { ("condensed", run.Condensed), ("twin", run.Twins), ("uninformative", run.Uninformative), ("contradicted", run.Contradicted), ("merged", run.Merged), ("noted", run.Notes), ("refused", run.Refused) })
            Tidied.Add(records, new KeyValuePair<string, object?>("done", done));
    }

    public static void ConsolidationBreached() => ConsolidationBreaches.Add(1);

    public static void ConsolidationFailed() => ConsolidationFaults.Add(1);

    public static void Derived(int turns) => Turns.Add(turns);

    public static void DerivationFailed() => DerivationFaults.Add(1, new KeyValuePair<string, object?>("stage", "memory"));

    public static void StageFailed(string stage, bool isGivenUp)
    {
        DerivationFaults.Add(1, new KeyValuePair<string, object?>("stage", stage));
        if (isGivenUp)
            Replaced.Add(1, new KeyValuePair<string, object?>("stage", stage));
    }

    public static void DebateStarted() => DebatesStarted.Add(1);

    public static void DebateEnded(DebatePhase phase, Verdict? verdict) =>
        DebatesEnded.Add(1, new TagList { { "debate.phase", phase.ToString() }, { "debate.verdict", verdict?.ToString() ?? "None" } });

    public static void DebateFault(StepFaultKind kind) => DebateFaults.Add(1, new TagList { { "debate.fault", kind.ToString() } });

    public static void Guarded(MemoryType type, string action) =>
        GuardedWrites.Add(1, new TagList { { "memory.type", type.ToString() }, { "guard.action", action } });

    public static void GuardEvent(GuardEventKind kind) => GuardEvents.Add(1, new KeyValuePair<string, object?>("guard.event", kind.ToString()));

    public static void ModelCalled(string? model, TimeSpan took, long? input, long? output)
    {
        var name = new KeyValuePair<string, object?>("gen_ai.request.model", model);
        var operation = new KeyValuePair<string, object?>("gen_ai.operation.name", "chat");
        ModelTime.Record(took.TotalSeconds, operation, name);
        if (input is { } read)
            ModelTokens.Record(read, operation, name, new KeyValuePair<string, object?>("gen_ai.token.type", "input"));
        if (output is { } written)
            ModelTokens.Record(written, operation, name, new KeyValuePair<string, object?>("gen_ai.token.type", "output"));
    }

    public static void OutcomeReported(bool success) => Outcomes.Add(1, new KeyValuePair<string, object?>("outcome.success", success));

    public static void RecallNotKept() => NotKept.Add(1);

    public static void RankingTried(TrialVerdict verdict) => Trials.Add(1, new KeyValuePair<string, object?>("outcome.verdict", verdict.ToString()));

    public static void AgentTurned(TimeSpan took, IEnumerable<ToolCall> tools)
    {
        TurnTime.Record(took.TotalSeconds);
        foreach (var call in tools)
            ToolCalls.Add(1, new KeyValuePair<string, object?>("tool.outcome", call.Outcome.ToString()));
    }

    public static void VectorsSearched(string outcome, TimeSpan took) => VectorSearchTime.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    public static void VectorsFollowed(string done, int vectors) => VectorsMoved.Add(vectors, new KeyValuePair<string, object?>("done", done));

    public static void VectorStoreFailed(string call) => VectorFailures.Add(1, new KeyValuePair<string, object?>("call", call));

    public static void VectorStoreBehind(int memories) => VectorsBehind.Add(memories);

    public static void TenantRefused() => Refused.Add(1);

    public static void TenantLimited(string limit) => Limited.Add(1, new KeyValuePair<string, object?>("tenant.limit", limit));
}
