using System.Collections.Frozen;
using AgentGrains.Engine.Gate;

namespace AgentGrains.Engine.Consolidation;

/// <summary>Words that tell nothing by themselves, however rare they are in a memory: greetings, thanks, praise, and what joins words. English.</summary>
internal static class Chatter
{
    private static readonly FrozenSet<string> Words =
        ("absolutely adorable advice already also always an and any anything are as at aw awww back be beautiful been believe best bet but buddy by came chat come congrats could cute day definitely did "
        + "didn't do does done dude else encouragement enjoy enjoyed especially even every everything exactly excited exciting experience fab fantastic feel feeling feels few for fun gave get gets getting give "
        + "glad going gonna gosh got gotta had happy has have he hear heard hearing helps her here him his hmm honestly i'd i'll i've idea if impressive in incredible indeed inspiring interesting into it'll "
        + "its itself just keep kinda know later let lets like lol look looking looks lot lots lovely luck made makes making man many mate maybe mean means memories message might moment more most much must "
        + "nah need neat new nice nothing now of often oh on only or other our ours out over pic pics people picture photo pleasure positive pretty proud quite reading ready really right rock rocks said same say see seeing seem "
        + "seems share shared sharing she should since some somebody someone something sometimes soon special still stuff such super support supportive supporting sweet take taken taking talk talking tell telling than "
        + "that'll that'd them then there there's these they they'll they're they've thing things think thinking this those thought thoughts though thrilled to together told too total touch true truly try trying "
        + "up us used usually ve very want wanted was wasn't way we'll we're we've week were what'd when where which while whoa wish wishes with wonder wonderful words world worry worth would wouldn't yay "
        + "year yes yet you'd you'll you've yours yourself yup").Split(' ').Concat(GateWords.SmallTalk).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a word, in lower case, is one.</summary>
    public static bool Holds(string word) => Words.Contains(word);
}
