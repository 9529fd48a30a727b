using AgentGrains.Engine.Records;

namespace AgentGrains.Runtime.Consolidation;

/// <summary>The runs of a scope, and how far the one under way is. Written after the operations it covers are durable.</summary>
[GenerateSerializer, Alias("agentgrains.ConsolidationState")]
internal sealed class ConsolidationState
{
    /// <summary>The oldest first; at most one goes on, the last.</summary>
    [Id(0)] public List<RunEntry> Runs { get; set; } = [];

    /// <summary>Runs that were ever begun.</summary>
    [Id(1)] public int Begun { get; set; }

    /// <summary>Which of the memories the run is at.</summary>
    [Id(2)] public int Stage { get; set; }

    /// <summary>Versions of that memory that it has passed.</summary>
    [Id(3)] public long Position { get; set; }
}

/// <summary>One run, and where its operations are.</summary>
[GenerateSerializer, Alias("agentgrains.RunEntry")]
internal sealed class RunEntry
{
    /// <summary>As it is told.</summary>
    [Id(0)] public required ConsolidationRun Run { get; set; }

    /// <summary>By memory type: journal position that the run's operations come after; -1 before it is there.</summary>
    [Id(1)] public long[] After { get; set; } = [-1, -1];

    /// <summary>By memory type: journal position up to which they are.</summary>
    [Id(2)] public long[] Until { get; set; } = [-1, -1];

    /// <summary>The same of the log's chapters after the first, in order; a sequence says whose it is.</summary>
    [Id(3)] public List<RunSpan> Later { get; set; } = [];

    /// <summary>Of a run that was staged: whether its steps are taken, or to be taken.</summary>
    [Id(4)] public bool IsPromoted { get; set; }

    /// <summary>Whether recalls are watched since it was promoted.</summary>
    [Id(5)] public bool IsWatched { get; set; }

    /// <summary>Whether its steps are kept and not taken, for now.</summary>
    public bool IsStaging => Run.Canary is not null && !IsPromoted;

    /// <summary>Every place where operations are, in the order that the run goes.</summary>
    public IEnumerable<(int Stage, RunSpan Span)> Spans => Enumerable.Range(0, After.Length)
        .SelectMany(stage => (IEnumerable<(int, RunSpan)>)[(stage, new RunSpan(After[stage], Until[stage])), .. stage == 0 ? Later.Select(span => (0, span)) : []])
        .Where(place => place.Item2.Until >= 0);

    /// <summary>The span that holds a sequence of a memory; null before the run got there.</summary>
    public RunSpan? Find(int stage, long sequence) =>
        Spans.Where(place => place.Stage == stage && Chapters.OfSequence(place.Span.After) == Chapters.OfSequence(sequence)).Select(place => place.Span).FirstOrDefault();

    /// <summary>The run's operations are up to here.</summary>
    /// <returns>Whether it is the first that is heard of this chapter.</returns>
    public bool Reach(int stage, long sequence)
    {
        var span = Find(stage, sequence);
        var reached = new RunSpan(span?.After ?? sequence, Math.Max(span?.Until ?? sequence, sequence));
        if (Chapters.OfSequence(sequence) == 0)
            (After[stage], Until[stage]) = (reached.After, reached.Until);
        else if (span is null)
            Later.Add(reached);
        else
            Later[Later.IndexOf(span)] = reached;
        return span is null;
    }
}

/// <summary>A piece of a journal.</summary>
/// <param name="After">Position that it comes after.</param>
/// <param name="Until">Position of its last operation.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.RunSpan")]
internal sealed record RunSpan([property: Id(0)] long After, [property: Id(1)] long Until);
