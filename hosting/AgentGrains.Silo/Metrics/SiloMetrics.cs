using System.Diagnostics.Metrics;

namespace AgentGrains.Silo;

/// <summary>Every metric of the server itself, named once.</summary>
internal static class SiloMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "AgentGrains.Silo";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> RefusedRequests = Meter.CreateCounter<long>("agentgrains.http.refused", "{request}", "Requests refused at the door, by reason.");

    /// <summary>Counts a refused request: credential (none, or one that opens nothing), tenant (it opens another), role, or concurrency.</summary>
    public static void Refused(string reason) => RefusedRequests.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
