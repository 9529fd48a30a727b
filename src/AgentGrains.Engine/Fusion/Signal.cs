namespace AgentGrains.Engine.Fusion;

/// <summary>What is known of a candidate, one column each. Those up to <see cref="DenseWindow"/> are made z-scores, the others are raw.</summary>
internal enum Signal
{
    Record,
    Share,
    Session,
    Window,
    Before,
    Asked,
    Phrase,
    Soft,
    SoftAsked,
    Topic,
    TopicWindow,
    Dense,
    DenseWindow,
    Speaker,
    Date,
    Time,
    When,
    EndsInQuestion,
    Answers,
    Alias,
}

/// <summary>How signals are treated.</summary>
internal static class Signals
{
    /// <summary>Number of signals.</summary>
    public const int Count = (int)Signal.Alias + 1;

    /// <summary>Signals below this one are z-scores over the candidates.</summary>
    public const int Standardized = (int)Signal.DenseWindow + 1;

    /// <summary>All, in order.</summary>
    public static ReadOnlySpan<Signal> All => _all;

    /// <summary>Those that need the vectors of single words.</summary>
    public static ReadOnlySpan<Signal> OfWordVectors => [Signal.Soft, Signal.SoftAsked, Signal.Topic, Signal.TopicWindow];

    private static readonly Signal[] _all = Enum.GetValues<Signal>();

    /// <summary>Records that one matching record lends something to.</summary>
    public static int Reach(Signal signal) => signal switch { Signal.Window => 4, Signal.Before => 3, _ => 1 };

    /// <summary>Smallest spread as a share of the mean: where the words of all candidates are nearly alike, little is said.</summary>
    public static double Flatness(Signal signal) => signal is Signal.Topic or Signal.TopicWindow or Signal.Dense or Signal.DenseWindow ? 0 : Standardizer.BmFlatness;
}
