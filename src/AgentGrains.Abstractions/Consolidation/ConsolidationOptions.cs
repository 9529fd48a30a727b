namespace AgentGrains;

/// <summary>When memory is tidied while nobody asks, and how far; configuration section <c>AgentGrains:Consolidation</c>.</summary>
public sealed class ConsolidationOptions
{
    /// <summary>Whether scopes are consolidated by themselves; a run that is asked for is held in any case. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>A scope must not have been written to for this long; 1 minute to 30 days. Default 10 minutes.</summary>
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Operations since the last run before another one is worth it; at least 1. Default 50.</summary>
    public int LeastNew { get; set; } = 50;

    /// <summary>Records planned and applied at once; 1 to 1,000. Default 200.</summary>
    public int BatchRecords { get; set; } = 200;

    /// <summary>Nothing younger rests; 0 to 365 days. Default 1 day.</summary>
    public TimeSpan RestAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// What a turn must tell to stay in the hot index, in nats: the summed surprise of its words among all words of the memory, twice of those that somebody
    /// says of himself. Default 14: two rare words, or one in the first person. 0 lets nothing rest for saying little.
    /// </summary>
    public double LeastInformation { get; set; } = 14;

    /// <summary>What a sentence must tell to be in a gist, in nats. Default 20; 0 condenses nothing.</summary>
    public double LeastSentenceInformation { get; set; } = 20;

    /// <summary>Whether two names of one entity become one where a belief says so or what identifies one person is said of both. Default true.</summary>
    public bool MergeEntities { get; set; } = true;

    /// <summary>How long a note about a segment of episodes may be, in tokens; 0 to 2,000. Default 120; 0 writes none.</summary>
    public int NoteTokens { get; set; } = 120;

    /// <summary>Fewest episodes that a note is written about; 2 to 40. Default 6.</summary>
    public int LeastEpisodes { get; set; } = 6;

    /// <summary>
    /// Whether notes begin in the archive, where deep recalls find them and the first use brings them out. Default true: their episodes are in the hot index, and say it better.
    /// </summary>
    public bool NotesRest { get; set; } = true;

    /// <summary>How long a condenser or note writer may take for a page or a note; 1 ms to 1 hour. Default 1 minute.</summary>
    public TimeSpan CondenserDeadline { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Runs that are remembered and can be rolled back; 1 to 10,000. Default 100.</summary>
    public int KeptRuns { get; set; } = 100;

    /// <summary>A staged run that nobody promotes is dropped after this long; 1 minute to 365 days. Default 14 days.</summary>
    public TimeSpan StagedFor { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long recalls are watched after a staged run was promoted; 0 to 365 days. Default 7 days. No run begins by itself meanwhile.</summary>
    public TimeSpan WatchFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>By how much the share of recalls that go wrong may rise before a run is undone, 0 to 1. Default 0.02.</summary>
    public double WatchTolerance { get; set; } = 0.02;

    /// <summary>How many runs of a thousand, or any number, may be undone by chance alone: a share, above 0 and at most 0.5. Default 0.01.</summary>
    public double FalseAlarms { get; set; } = 0.01;

    /// <summary>Share of a scope's records that a staged run may lay to rest at once, above 0 and at most 1; a run beyond it is dropped before anybody sees it. Default 0.5.</summary>
    public double MostResting { get; set; } = 0.5;
}
