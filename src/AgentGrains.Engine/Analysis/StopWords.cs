using System.Collections.Frozen;

namespace AgentGrains.Engine.Analysis;

/// <summary>English words that say nothing about what a text is about: function words, remains of contractions, fillers.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> Words = (
        "a an the this that these those i me my mine myself we us our ours ourselves you your yours yourself yourselves "
        + "he him his himself she her hers herself it its itself they them their theirs themselves who whom whose which what "
        + "where when why how am is are was were be been being do does did doing done have has had having will would shall should "
        + "can could may might must ought to of in on at by for with about against between into through during before after "
        + "above below from up down out off over under again further then once and or but nor so yet if because as until while "
        + "than both each few more most other such no not only own same all ever "
        + "ain don doesn didn isn aren wasn weren hasn haven hadn won wouldn couldn shouldn mustn needn mightn ca wo sha ai s t d m ll re ve "
        + "just also too very really some any there here").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Contains(ReadOnlySpan<char> word) => Lookup.Contains(word);

    /// <summary>The list itself, for whoever must compare with the same one.</summary>
    public static IReadOnlyCollection<string> All => Words;
}
