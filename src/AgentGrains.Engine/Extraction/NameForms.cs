using System.Text.RegularExpressions;

namespace AgentGrains.Engine.Extraction;

/// <summary>What else must hold of the short form, so that a sentence explains it.</summary>
internal enum NameProof
{
    None,

    /// <summary>It looks like a term, or stands in quotation marks.</summary>
    Term,

    /// <summary>It is written in capitals.</summary>
    Acronym,

    /// <summary>It begins with a capital, stands in quotation marks or after "the".</summary>
    Capital,

    /// <summary>It is made of the long form's first letters.</summary>
    Initials,
}

/// <summary>The table of ways to explain a name. Without a long form the speaker is meant.</summary>
internal static class NameForms
{
    private const string Long = @"(?<long>[\p{L}\p{N}][\p{L}\p{N}'&/_.-]*(?: [\p{L}\p{N}&/][\p{L}\p{N}'&/_.-]*){0,6})";
    private const string Short = @"(?:the )?[""'“”]?(?<short>[\p{L}\p{N}][\p{L}\p{N}'&/_.+-]*(?: \p{Lu}[\p{L}\p{N}'&/_.-]*){0,2})[""'“”]?";
    private const string Term = @"(?:[""“](?<short>[\p{L}\p{N}][^""”]{0,40})[""”]|(?<short>[\p{L}\p{N}][\p{L}\p{N}'&/_.+-]*))";
    private const string The = "(?:the |our |my |this |that )?";
    private const string People = "(?:[Ww]e|I|[Tt]hey|[Pp]eople|[Ee]veryone|[Ee]verybody|[Ff]olks|[Cc]olleagues|(?:[Mm]y |her |his |our )?(?:[Ff]riends|family|mates))";
    private const string Often = "(?:all |just |usually |always |simply |still )?";

    /// <summary>A sentence without any of these explains no name; looked for first because it is cheap.</summary>
    public static readonly string[] Cues =
        ["short for", "stands for", "means", "abbreviat", "acronym", "aka", "a.k.a", "known as", "call", "(", "nickname", "mean ", "refer", "shorthand", "goes by", "go by", "codename", "code name",
            "formerly", "that's", "that is", "i.e.", "dubbed"];

    /// <summary>The forms, the surest first.</summary>
    public static readonly (Regex Form, NameProof Proof)[] All =
    [
        Form($@"\b{Short},? (?:is|was|are|which is) (?:just |simply )?(?:short|shorthand|(?:an?|the|our|my) (?:abbreviation|acronym|initialism|shorthand|short name|short form|code ?name|nickname)) (?:for|of) {The}{Long}"),
        Form($@"(?:\b|[""“]){Term} {Often}(?:stands for|means|refers to) {The}{Long}", NameProof.Term),
        Form($@"\b(?:[Bb]y|[Ww]hen I say|[Ww]hen we say|[Ii]f I say|[Ww]ith) {Short},? (?:I|we|people) {Often}mean {The}{Long}"),
        Form($@"\bcalled {Short},? (?:and|but) (?:is |it's |it is )?now (?:known as|called|named) {The}{Long}"),
        Form($@"\bfull name is {Long},? (?:but|and) (?:you can |{People} ){Often}call me {Short}", NameProof.Capital),
        Form($@"\b{The}{Long},? (?:also known as|better known as|otherwise known as|formerly known as|previously known as|also called|commonly called|formerly|aka|a\.k\.a\.?|nicknamed|dubbed|abbreviated (?:as|to)|shortened to) {Short}"),
        Form($@"\b{The}{Long} (?:goes|went|go) by {Short}", NameProof.Capital),
        Form($@"\b(?:{People} {Often}calls?|[Pp]lease call|[Jj]ust call|[Yy]ou can call|^[Cc]all) me {Short}", NameProof.Capital),
        Form($@"\b(?:[Mm]y nickname is|I go by|I'm known as) {Short}", NameProof.Capital),
        Form($@"\b{People} {Often}(?:calls?|nicknamed?|dubbed) {The}{Long} {Short}$", NameProof.Capital),
        Form($@"\b[Ll]et(?:'|’)?s call {The}{Long} {Short}$", NameProof.Capital),
        Form($@"\brefer to {The}{Long} as {Short}"),
        Form($@"\b{Long}, (?:which|whom|that) {People} {Often}calls? {Short}"),
        Form($@"\b{Long} \((?:formerly|now|previously) {Short}\)", NameProof.Capital),
        Form($@"\b{Long} \((?:aka |or |a\.k\.a\.? |the )?{Short}\)", NameProof.Initials),
        Form($@"\b{Term},? (?:that's|that is|i\.e\.|meaning|as in) {The}{Long}", NameProof.Acronym),
        Form($@"\b(?:[Oo]ur|[Tt]he team's) {Long} is (?:called|named|dubbed) {Short}", NameProof.Capital),
    ];

    private static (Regex Form, NameProof Proof) Form(string pattern, NameProof proof = NameProof.None) =>
        (new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), proof);
}
