using System.Collections.Frozen;

namespace AgentGrains.Engine.Extraction;

/// <summary>Forms of English verbs that show when something is.</summary>
internal static class VerbForms
{
    /// <summary>Words of what is now or still to come; schedules are told in the present ("the train leaves on Friday").</summary>
    public static readonly FrozenSet<string> Ahead = Set(
        "will 'll shall going gonna am 'm is 's are 're be plan plans planning hope hopes must can should "
        + "starts start begins ends leaves opens reopens closes runs arrives returns comes goes lands departs expires takes publish publishes due");

    private static readonly FrozenSet<string> Irregular = Set(
        "was were had did been gone went got gotten made met left took saw came ran gave found told said thought knew felt kept began bought brought built "
        + "broke burned burnt caught chose cut drank drove ate fell flew forgot froze grew heard held hit hurt laid led lost paid put quit read rode rang rose "
        + "sold sent shut sang sat slept spoke spent stood stole stuck struck swam taught threw understood woke won wore wrote blew became born done seen "
        + "taken given written driven eaten spoken worn sank shook shot spilt split stayed tore");

    private static readonly FrozenSet<string> NotPast = Set(
        "need feed speed seed weed indeed hundred red bed bored tired excited interested married engaged retired supposed based allowed scared worried used sacred naked wicked kindred");

    /// <summary>True for a past form or participle.</summary>
    public static bool IsPast(string word) =>
        Irregular.Contains(word) || (word.Length > 3 && word.EndsWith("ed", StringComparison.Ordinal) && !NotPast.Contains(word));

    /// <summary>True for a word in -ing that can be a verb.</summary>
    public static bool IsIng(string word) =>
        word.Length > 4 && word.EndsWith("ing", StringComparison.Ordinal)
        && word is not ("morning" or "evening" or "nothing" or "anything" or "something" or "everything" or "during" or "string" or "spring" or "thing" or "bring" or "swing" or "sting" or "cling" or "wedding" or "building");

    /// <summary>True for an adverb in -ly.</summary>
    public static bool IsAdverb(string word) =>
        word.Length > 4 && word.EndsWith("ly", StringComparison.Ordinal)
        && word is not ("family" or "reply" or "apply" or "rely" or "supply" or "july" or "italy" or "nearly" or "hardly" or "barely" or "rarely" or "supposedly" or "practically" or "possibly" or "probably" or "jelly" or "belly" or "bully");

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
