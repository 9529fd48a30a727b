using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AgentGrains.Inference.Metrics;

/// <summary>Every metric of inference, named once.</summary>
internal static class InferenceMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "AgentGrains.Inference";

    private static readonly Meter Meter = new(MeterName);

    public static readonly Histogram<double> QueueTime = Meter.CreateHistogram<double>("agentgrains.inference.queue.duration", "s", "Time that work waited for its batch.");
    public static readonly Histogram<double> BatchTime = Meter.CreateHistogram<double>("agentgrains.inference.batch.duration", "s", "Time of one batch.");
    public static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>("agentgrains.inference.batch.size", "{item}", "Items of one batch.");
    public static readonly Counter<long> Tokens = Meter.CreateCounter<long>("agentgrains.inference.tokens", "{token}", "Tokens that were run, about.");
    public static readonly Counter<long> Padding = Meter.CreateCounter<long>("agentgrains.inference.padding", "{token}", "Tokens that were padding, about.");
    public static readonly Counter<long> Requests = Meter.CreateCounter<long>("agentgrains.inference.items", "{item}", "Items by what became of them: run, cached, shared, refused, removed, expired.");
    public static readonly Counter<long> Remote = Meter.CreateCounter<long>("agentgrains.inference.remote", "{call}", "Calls to other silos' devices, by outcome: answered, failed, passed over.");
    public static readonly Counter<long> Retries = Meter.CreateCounter<long>("agentgrains.inference.backend.retries", "{attempt}", "Attempts after a failed one, by backend.");
    public static readonly Counter<long> Hedges = Meter.CreateCounter<long>("agentgrains.inference.backend.hedges", "{attempt}", "Attempts beside a slow one, by backend.");
    public static readonly Counter<long> Failures = Meter.CreateCounter<long>("agentgrains.inference.backend.failures", "{attempt}", "Attempts that failed, by backend and kind.");
    public static readonly Counter<long> Breakers = Meter.CreateCounter<long>("agentgrains.inference.backend.breaker", "{change}", "Changes of circuit breakers, by backend and new state.");
    public static readonly Counter<long> Swaps = Meter.CreateCounter<long>("agentgrains.inference.model.swaps", "{model}", "Models that were changed while the silo ran.");
    public static readonly Counter<long> Cascade = Meter.CreateCounter<long>("agentgrains.inference.cascade", "{query}", "Queries of the cascade by exit: draft, target, budget, unreachable.");
    public static readonly Counter<long> Spent = Meter.CreateCounter<long>("agentgrains.inference.spent", "{token}", "Tokens that tenants were charged for, by kind of model.");

    public static void Count(Counter<long> counter, string name, string value, long count = 1) => counter.Add(count, new KeyValuePair<string, object?>(name, value));

    public static void Backend(Counter<long> counter, string backend, string name, string value) =>
        counter.Add(1, new TagList { { "backend", backend }, { name, value } });
}
