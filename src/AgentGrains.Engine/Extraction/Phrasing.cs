using System.Collections.Frozen;

namespace AgentGrains.Engine.Extraction;

/// <summary>Words that the reading of statements goes by.</summary>
internal static class Phrasing
{
    /// <summary>Between subject and verb, without changing what is said.</summary>
    public static readonly FrozenSet<string> Skipped = Set(
        "just recently finally actually now still really also already currently officially always absolutely totally definitely "
        + "am is are 'm 's 're have has 've had 'd was were been be do does did so");

    /// <summary>Something that is not the case yet.</summary>
    public static readonly FrozenSet<string> Future = Set("will 'll would might may could should want wants wanted plan plans planning hope hopes hoping wish going gonna used if");

    /// <summary>Words that end a value.</summary>
    public static readonly FrozenSet<string> ValueEnd = Set(
        "but because since so when while which who whom that where after before until unless although though if as than then and "
        + "with now anymore again these lately though too instead right these right i we he she they you it my our currently");

    /// <summary>Capitalised words that are nobody's name.</summary>
    public static readonly FrozenSet<string> NotNames = Set(
        "i the a an my our your his her their its this that these those it he she we they you what when where who why how yes no yeah wow "
        + "thanks thank hey hi hello oh well so and but or if as at by for from in on to with not just also actually anyway after before "
        + "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december "
        + "there here then now today yesterday tomorrow last next great good nice cool sure ok okay sounds congrats congratulations sorry please let's let "
        + "'m 's 're 've 'll 'd one some all every any do does did is are was were have has had can could would should will");

    /// <summary>Words that alone tell nothing.</summary>
    public static readonly FrozenSet<string> Fillers = Set(
        "hi hey hello yeah yes yep no nope ok okay wow oh ah haha lol thanks thank you bye goodbye cool great nice awesome amazing sure really good "
        + "totally absolutely definitely exactly right true agreed congrats congratulations sorry please the a an so very much it is 's that sounds to hear");

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
