using System.Collections.Immutable;
using AgentGrains.Runtime.Consolidation;
using Orleans.Concurrency;

namespace AgentGrains.Runtime.Outcomes;

/// <summary>A tenant's outcomes as recall sees them: it tells what it showed, and hears how to rank.</summary>
[Alias("agentgrains.IRecallLog")]
internal interface IRecallLog : ITenantOwned
{
    /// <summary>Keeps what a recall showed; it becomes durable soon after.</summary>
    /// <returns>How to rank from now on.</returns>
    [Alias("Shown"), AlwaysInterleave]
    ValueTask<RankingAdjustment> ShownAsync(ShownRecall recall);

    /// <summary>How to rank now.</summary>
    [Alias("GetAdjustment"), AlwaysInterleave]
    ValueTask<RankingAdjustment> GetAdjustmentAsync();

    /// <summary>Trains if enough was reported since the last time.</summary>
    [Alias("TrainIfDue")]
    ValueTask TrainIfDueAsync();
}

/// <summary>What a recall showed, without any text.</summary>
[GenerateSerializer, Immutable, Alias("agentgrains.ShownRecall")]
internal sealed record ShownRecall
{
    /// <summary>Names the recall.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The ranking it was made with.</summary>
    [Id(1)] public int Version { get; init; }

    /// <summary>Which signals the hits carry.</summary>
    [Id(2)] public int Basis { get; init; }

    /// <summary>Names of the scopes that were asked.</summary>
    [Id(3)] public ImmutableArray<string> Scopes { get; init; } = [];

    /// <summary>What was shown, best first.</summary>
    [Id(4)] public ImmutableArray<ShownHit> Hits { get; init; } = [];

    /// <summary>Scopes in which a run of consolidation was on trial.</summary>
    [Id(5)] public ImmutableArray<WatchedScope> Watched { get; init; } = [];

    /// <summary>Whether it judges trainings or teaches: a third do, by their ids, for ever.</summary>
    public bool Judges
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Id.TryWriteBytes(bytes);
            return (bytes[14] << 8 | bytes[15]) % 3 == 0;
        }
    }
}

/// <summary>One memory that a recall showed.</summary>
/// <param name="Id">The memory.</param>
/// <param name="List">Which of the merged lists it came from: signals are comparable within one list only.</param>
/// <param name="Signals">What was weighed of it.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.ShownHit")]
internal readonly record struct ShownHit([property: Id(0)] MemoryId Id, [property: Id(1)] int List, [property: Id(2)] ImmutableArray<float> Signals);
