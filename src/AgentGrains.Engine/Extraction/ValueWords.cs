using System.Collections.Frozen;

namespace AgentGrains.Engine.Extraction;

/// <summary>Words that begin, end or spoil a value.</summary>
internal static class ValueWords
{
    /// <summary>Words that no value begins with.</summary>
    public static readonly FrozenSet<string> Unfit = Set(
        "it this that these those them him her me us you he she they we i everything anything nothing something someone anyone everyone nobody all lots lot so very well too "
        + "really much many more less most better best worse some any no not never every each both either such how what when where who why which whether if to about "
        + "hard late early fast alone together abroad there here everywhere somewhere home outside inside around up down out off on over away back again "
        + "my your his its our their");

    /// <summary>Nouns that are no employer, trade or thing: "at the moment", "a lot".</summary>
    public static readonly FrozenSet<string> Idle = Set(
        "moment time times night nights day days week weeks weekend weekends month months year years hour hours minute minutes morning evening afternoon lot bit while least "
        + "office desk same end beginning point fun free money living change break sure once first last next front problem problems stuff thing things idea ideas way "
        + "mile miles couple few ton tons trouble bed shape contact touch work lunch dinner breakfast course ages");

    /// <summary>Prepositions and the like, which end a noun.</summary>
    public static readonly FrozenSet<string> Stops = Set(
        "at for from in into on onto by near with without within to after before since until till during through over under about between among across against around "
        + "but because so when while which who whom that where unless although though if as than then and or plus with now anymore again these lately too also instead right "
        + "is are was were am 'm 're 've 'll 'd has have had do does did will would can could i we he she they you it my our your currently every each "
        + "all there here just only really still yet either well actually though tbh honestly lol haha anyway off out up away back together "
        + "today tonight yesterday tomorrow this last next like called named either yes remember full-time part-time twice once originally fully mostly mainly years months weeks days ages");

    /// <summary>Articles and counts before a noun.</summary>
    public static readonly FrozenSet<string> Articles = Set("a an one another");

    /// <summary>Counts of several.</summary>
    public static readonly FrozenSet<string> Counts = Set("two three four five six seven eight nine ten several");

    /// <summary>Words in -ing that are no pastime.</summary>
    public static readonly FrozenSet<string> NotPastimes = Set(
        "working dating seeing using feeling thinking getting going doing making having being crying laughing raining snowing looking trying losing wondering noticing worrying sleeping "
        + "eating drinking talking living learning studying watching saving paying taking coming smoking asking waiting telling saying showing giving hearing happening crashing screaming "
        + "packing planning caring believing hoping wearing helping transitioning hitting sharing noticing teaching buying selling moving leaving freaking calling texting putting falling shaking bleeding coughing sweating");

    /// <summary>Words in -ing that say nothing by themselves: "love being around".</summary>
    public static readonly FrozenSet<string> Vague = Set("being having doing seeing making getting going keeping letting knowing hearing taking giving putting using trying working talking thinking coming feeling helping");

    /// <summary>Words of judgement before a trade: "a terrible cook" is no cook.</summary>
    public static readonly FrozenSet<string> Judgements = Set("terrible horrible awful bad good great decent natural big huge better worse lousy mediocre total real slow fast careful nervous confident light heavy");

    /// <summary>Descriptions before a proper name: "a bit of German", "some broken English".</summary>
    public static readonly FrozenSet<string> Hedges = Set("a an the some bit of little fluent basic broken bad good decent conversational rusty passable native both mostly also only mainly");

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
