using System.Text.RegularExpressions;

namespace AgentGrains.Engine.Routing;

/// <summary>The signs that a statement belongs in one kind of memory, each with its weight.</summary>
internal static partial class RouteCues
{
    public static (MemoryRoute Route, Regex Sign, int Weight)[] All { get; } =
    [
        (MemoryRoute.Vault, SecretWord(), 6),
        (MemoryRoute.Vault, SecretValue(), 3),
        (MemoryRoute.Resource, FileOrLink(), 6),
        (MemoryRoute.Resource, DocumentPlace(), 4),
        (MemoryRoute.Resource, DocumentWord(), 2),
        (MemoryRoute.Core, AboutTheAgent(), 6),
        (MemoryRoute.Core, AboutThePerson(), 5),
        (MemoryRoute.Core, Manner(), 3),
        (MemoryRoute.Procedural, HowTo(), 5),
        (MemoryRoute.Procedural, Sequence(), 4),
        (MemoryRoute.Procedural, Condition(), 3),
        (MemoryRoute.Procedural, Imperative(), 3),
        (MemoryRoute.Episodic, PastTime(), 4),
        (MemoryRoute.Episodic, PastVerb(), 3),
        (MemoryRoute.Semantic, Standing(), 2),
        (MemoryRoute.Semantic, Definition(), 2),
    ];

    private const RegexOptions Plain = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"\b(pass(word|code|phrase)s?|pin( code| number)?\b|pins?|api[- ]?keys?|access keys?|(private|secret|licen[cs]e|activation|encryption|recovery|backup|master) (keys?|codes?|phrase)|(auth|access|bearer|session|refresh)?[- ]?tokens?|credentials?|iban|cvv|cvc|(credit|debit|bank) ?card|card number|account number|social security|ssn|passport number|(alarm|door|gate|lock|safe|entry|unlock|voicemail) ?(code|combination)|codes? (of|for|to) (the|our|my|her|his)( \w+){0,2} (door|lock|gate|safe|alarm|house)( lock)?|combination (of|to|for)|security (code|answer|question)|login)\b", Plain)]
    private static partial Regex SecretWord();

    [GeneratedRegex(@"\b(sk|pk|ghp|key|tok)[-_][A-Za-z0-9]{4,}|\b(?=\w*\d)(?=\w*[A-Za-z])\w{8,}\b")]
    private static partial Regex SecretValue();

    [GeneratedRegex(@"\.(pdf|docx?|xlsx?|pptx?|csv|png|jpe?g|md|txt|zip|mp[34]|json|html?)\b|https?://|www\.", Plain)]
    private static partial Regex FileOrLink();

    [GeneratedRegex(@"\b(attach(ed|ment)|uploaded|shared (drive|folder|document)|saved (in|under|at|to)|in the (folder|drive|wiki|archive|binder|repository|repo)|bookmarked|scanned)\b", Plain)]
    private static partial Regex DocumentPlace();

    [GeneratedRegex(@"\b(file|document|spreadsheet|slides?|deck|manual|handbook|brochure|pdf|link|recording|transcript|blueprint|floor ?plan|contract|invoice|report|map|page|article|photo|paper|repo(sitory)?)s?\b", Plain)]
    private static partial Regex DocumentWord();

    [GeneratedRegex(@"\byou('re| are) (an?|my|the|called|here)\b|\byour (name|role|job|persona|task|tone|purpose) (is|will be|should)|\b(from now on|act as|pretend to be|as my assistant)\b|\b(always|never) (answer|reply|respond|speak|address|greet|call|use|write to|sign|start|end|interrupt|ask|apologi[sz]e|give|mention|tell me|joke)\b", Plain)]
    private static partial Regex AboutTheAgent();

    [GeneratedRegex(@"\b(call me|my name is|i go by|address me|my pronouns|(speak|talk|write|reply|answer) to me|my (first|native|mother) (language|tongue)|i('d| would) (like|prefer|want) you to|i (prefer|want|need|expect) you to|keep in mind that i|remember that i('m| am)|please (always|never)|don't call me)\b", Plain)]
    private static partial Regex AboutThePerson();

    [GeneratedRegex(@"\b(be (brief|concise|polite|formal|friendly|honest|direct|patient|kind|careful|playful)|(keep|make) your (answers?|replies|tone|messages)|(short|plain|simple) (answers|sentences|words)|no emojis?|in (plain|simple) (english|language)|stay in character|first-name terms)\b", Plain)]
    private static partial Regex Manner();

    [GeneratedRegex(@"\bhow to\b|\bthe (way|trick|procedure|recipe|routine|workflow) (to|for|is)\b|\b(steps?|procedure|workflow|recipe|checklist|instructions?) (to|for|is|are)\b|^to \w+( \w+){0,6},|\bin order to\b|\bthis is how\b", Plain)]
    private static partial Regex HowTo();

    [GeneratedRegex(@"\b(first|start by|begin by)\b.*\b(then|next|after|finally|before|and)\b|\bthen\b.*\b(then|finally|and)\b|\bstep (1|one|by step)\b|\bafter (that|\w+ing)\b.*[,;]|\bbefore (you|\w+ing)\b|\buntil (it|the|you)\b", Plain)]
    private static partial Regex Sequence();

    [GeneratedRegex(@"^(when(ever)?|if|once|before|after|each time|every time)\b.*,\s*(\w+)\b", Plain)]
    private static partial Regex Condition();

    [GeneratedRegex(@"^(always |never |please )?(press|hold|open|close|turn|run|restart|check|rinse|mix|add|boil|fold|click|select|install|unplug|plug|wait|heat|cut|use|put|pour|remove|tighten|loosen|measure|pull|push|clean|stir|set|switch|log|export|copy|submit|fill|call|ask|send|tap|water|feed|back)\b", Plain)]
    private static partial Regex Imperative();

    [GeneratedRegex(@"\b(yesterday|last (night|week|month|year|summer|winter|spring|autumn|fall|time|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|(this|on|in the) (morning|afternoon|evening)|earlier today|tonight|(a|an|one|two|three|four|five|six|\d+) (minutes?|hours?|days?|weeks?|months?|years?) ago|on (monday|tuesday|wednesday|thursday|friday|saturday|sunday)|in (january|february|march|april|june|july|august|september|october|november|december)|in (19|20)\d\d|just now|the other day|at (noon|midnight|lunch|\d{1,2}(:\d\d)?)|over the weekend|during the|on the \d+(st|nd|rd|th))\b", Plain)]
    private static partial Regex PastTime();

    [GeneratedRegex(@"\b(I|[Ww]e|[Hh]e|[Ss]he|[Tt]hey|[A-Z]\w+|[Tt]he \w+|[Mm]y \w+|[Oo]ur \w+|[Ss]omebody|[Nn]obody|[Ii]t) (just |finally |already |both |also )?(was|were|went|met|had|got|lost|found|broke|fell|left|came|took|gave|bought|sold|told|said|saw|ran|won|missed|made|sent|flew|drove|ate|forgot|spoke|wrote|[a-z]{3,}ed)\b")]
    private static partial Regex PastVerb();

    [GeneratedRegex(@"\b(is|are|has|have|lives?|works?|owns?|likes?|loves?|hates?|speaks?|costs?|belongs?|prefers?|contains?|means?|consists?|opens|closes|supports?|lies|takes|needs|studies|plays|grows?|weighs?)\b", Plain)]
    private static partial Regex Standing();

    [GeneratedRegex(@"\b(is|are) (an?|the|made|located|based|allergic|married|known|part|called|larger|smaller|older|younger|two|three)\b|\ballergic to\b", Plain)]
    private static partial Regex Definition();
}
