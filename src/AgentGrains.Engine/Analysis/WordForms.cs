using System.Collections.Frozen;

namespace AgentGrains.Engine.Analysis;

/// <summary>Words whose base form no suffix rule finds: irregular verbs and plurals, number words, abbreviated months.</summary>
internal static class WordForms
{
    private static readonly FrozenDictionary<string, string> Bases = Parse(
        "went=go gone=go bought=buy brought=bring thought=think taught=teach caught=catch sought=seek fought=fight found=find "
        + "made=make took=take taken=take gave=give given=give got=get gotten=get came=come became=become began=begin begun=begin "
        + "saw=see seen=see knew=know known=know grew=grow grown=grow flew=fly flown=fly drew=draw drawn=draw wrote=write written=write "
        + "drove=drive driven=drive rode=ride ridden=ride ate=eat eaten=eat drank=drink drunk=drink sang=sing sung=sing swam=swim swum=swim "
        + "ran=run spoke=speak spoken=speak broke=break broken=break chose=choose chosen=choose woke=wake wore=wear worn=wear "
        + "won=win met=meet felt=feel left=leave kept=keep slept=sleep lost=lose told=tell said=say sold=sell sent=send spent=spend "
        + "built=build held=hold heard=hear paid=pay led=lead read=read stood=stand understood=understand hid=hide hidden=hide "
        + "fell=fall fallen=fall threw=throw thrown=throw sat=sit meant=mean dealt=deal stole=steal stolen=steal bit=bite bitten=bite "
        + "children=child men=man women=woman people=person mice=mouse feet=foot teeth=tooth geese=goose wives=wife lives=life leaves=leaf "
        + "better=good best=good worse=bad worst=bad mom=mother mum=mother dad=father pic=photo pics=photo photos=photo "
        + "zero=0 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 once=1 twice=2 "
        + "first=1 second=2 third=3 "
        + "jan=january feb=february mar=march apr=april jun=june jul=july aug=august sep=september sept=september oct=october "
        + "nov=november dec=december");

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Bases.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool TryGetBase(ReadOnlySpan<char> word, out string form)
    {
        var found = Lookup.TryGetValue(word, out var value);
        form = value ?? "";
        return found;
    }

    private static FrozenDictionary<string, string> Parse(string pairs) =>
        pairs.Split(' ').Select(pair => pair.Split('=')).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
