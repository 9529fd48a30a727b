using System.Collections.Frozen;

namespace AgentGrains.Engine.Extraction;

/// <summary>Words that the reading of statements goes by.</summary>
internal static class Phrasing
{
    /// <summary>Between subject and verb, without changing what is said.</summary>
    public static readonly FrozenSet<string> Skipped = Set(
        "just recently finally actually now still really also already currently officially always absolutely totally definitely originally even both all only once then "
        + "am is are 'm 's 're have has 've had was were been be being do does did so kind sort of kinda sorta honestly apparently immediately eventually soon "
        + "completely fully truly mostly mainly often sometimes regularly happily proudly secretly suddenly first");

    /// <summary>Something that is not the case, or not yet.</summary>
    public static readonly FrozenSet<string> Future = Set(
        "will 'll would 'd might may could should shall must want wants wanted plan plans planned planning hope hopes hoping wish wishes going gonna wanna if need needs "
        + "tried try trying almost nearly about considering thinking pretend pretended");

    /// <summary>Words of what somebody only wishes or holds possible.</summary>
    public static readonly FrozenSet<string> Wished = Set("might may could should want wants wanted wanna hope hopes hoping wish wishes considering");

    /// <summary>Words that make everything in their clause unreal, asked or meant otherwise.</summary>
    public static readonly FrozenSet<string> Unreal = Set(
        "if unless suppose supposing supposedly imagine imagining wish wishes would 'd hopefully perhaps maybe wonder wondering whether pretend hypothetically "
        + "basically practically virtually kidding jk joking dream dreams dreaming dreamt dreamed someday");

    /// <summary>Laughter, which at the end of a sentence takes it back.</summary>
    public static readonly FrozenSet<string> Laughter = Set("lol haha hahaha lmao rofl hehe hah xd 😂 🤣 😆 😜 😅 😂😂 🤣🤣");

    /// <summary>Capitalised words that are nobody's name.</summary>
    public static readonly FrozenSet<string> NotNames = Set(
        "i the a an my our your his her their its this that these those it he she we they you what when where who why how yes no yeah wow nope yep yup "
        + "thanks thank hey hi hello oh well so and but or if as at by for from in on to with not just also actually anyway after before omg ugh aww lol haha "
        + "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december mondays fridays sundays saturdays "
        + "there here then now today yesterday tomorrow last next great good nice cool sure ok okay sounds congrats congratulations sorry please let's let "
        + "still since until never always finally recently turns guess speaking lucky noted true exactly maybe perhaps same big poor typical very only too "
        + "'m 's 're 've 'll 'd one some all every any do does did is are was were have has had can could would should will christmas halloween thanksgiving easter both two three");

    /// <summary>Words that alone tell nothing.</summary>
    public static readonly FrozenSet<string> Fillers = Set(
        "hi hey hello yeah yes yep no nope ok okay wow oh ah haha lol thanks thank you bye goodbye cool great nice awesome amazing sure really good "
        + "totally absolutely definitely exactly right true agreed congrats congratulations sorry please the a an so very much it is 's that sounds to hear");

    /// <summary>Words that may stand before a sentence without being part of it.</summary>
    public static readonly FrozenSet<string> Openers = Set(
        "so and but oh ok okay well hey yes yeah also ah wow anyway by the way actually honestly um hmm haha nope no guess btw news big just finally turns out");

    /// <summary>True for a word that begins a clause of its own.</summary>
    public static bool IsSubject(string word) => word is "i" or "we" or "he" or "she" or "they" or "you" or "it" or "my" or "our" or "your" or "there";

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
