using System.Buffers;
using System.Text.RegularExpressions;

namespace AgentGrains.Engine.Guard;

/// <summary>
/// What speaks to whoever reads memory instead of telling something: overriding instructions, an answer that a phrase is to trigger, marks of a
/// chat's roles, orders to keep something from people. Weights under the guard's bound are hints that need company.
/// </summary>
internal static partial class Instructions
{
    private static readonly SearchValues<string> Cues = SearchValues.Create(
        [
            "ignore", "disregard", "forget", "overrid", "bypass", "output", "answer", "respon", "reply", "conclu", "from now on", "going forward", "in future",
            "<|", "[INST", "system", "assistant", "###", "the user", "the owner", "the operator", "the admin", "opposite", "negat", "invert", "flip",
            "password", "credential", "api key", "exfiltrat",
        ],
        StringComparison.OrdinalIgnoreCase);

    public static void Scan(string text, List<GuardReason> reasons)
    {
        if (!text.AsSpan().ContainsAny(Cues))
            return;
        Add(Overrides(), 0.6f, "overrides instructions");
        Add(Verdicts(), 0.5f, "says what to answer");
        Add(Triggers(), 0.5f, "a phrase in the question is to decide the answer");
        Add(Roles(), 0.5f, "marks of a chat's roles");
        Add(Concealment(), 0.5f, "keeps something from the user");
        Add(Leaks(), 0.4f, "sends private data away");
        Add(Opposites(), 0.15f, "turns an answer round");
        Add(Standing(), 0.15f, "a standing order");

        void Add(Regex pattern, float weight, string detail)
        {
            if (pattern.IsMatch(text))
                reasons.Add(new GuardReason(GuardSignal.Instruction, weight, detail));
        }
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(
        @"\b(ignore|disregard|forget|override|bypass)\b.{0,30}\b(previous|prior|above|earlier|all|any|your|other|existing)\b.{0,20}\b(instructions?|rules?|guidelines?|prompts?|directions?|safeguards?|memory|memories|records)\b",
        Options)]
    private static partial Regex Overrides();

    [GeneratedRegex(
        @"\b(directly|simply|just|only|always|immediately|must|please|should)\s+(output|answer|respond|reply|return|print|say|conclude|finish)\b.{0,60}(\bas (the|your|its) (final )?(answer|output|response)\b|\band (then )?(finish|stop|end|terminate)\b|\bno matter\b|\bregardless of\b)",
        Options)]
    private static partial Regex Verdicts();

    [GeneratedRegex(
        @"\b(if|when|whenever|because|since|there is|once|seeing|sees?)\b[^\n]{0,160}\b(in|inside|within|part of|contains?|mentions?)\b[^\n]{0,20}\b(question|query|prompt|request|input)s?\b[^\n]{0,160}\b(output|answer(ed)? (is|with|should|must)|must (be )?answer|respond with|reply with|return|the answer|means that)\b",
        Options)]
    private static partial Regex Triggers();

    [GeneratedRegex(@"<\|(im_start|im_end|system|assistant|user)|\[/?INST\]|<</?SYS>>|^\s*#{2,}\s*(system|instructions?)\b|^\s*system (prompt|message|note)\s*:", Options | RegexOptions.Multiline)]
    private static partial Regex Roles();

    [GeneratedRegex(@"\b(do not|don't|never|without)\s+(tell|telling|inform|informing|reveal|mention|show|alert|notify)\w*\b.{0,40}\bthe (user|owner|operator|admin|administrator)\b", Options)]
    private static partial Regex Concealment();

    [GeneratedRegex(@"\b(exfiltrate|send|forward|upload|post|e-?mail|transmit)\b.{0,60}\b(all|every|any|their|the user'?s|users'?)\b.{0,40}\b(passwords?|credentials?|tokens?|api keys?|memories|conversations?|chat history)\b", Options)]
    private static partial Regex Leaks();

    [GeneratedRegex(@"\b(opposite|reverse|negation|inverse) of (the|its|this|that|your|my)\b.{0,20}\b(answer|response|conclusion|output|verdict)\b|\b(flip|invert|negate|reverse) (the|your|its)\b.{0,12}\b(answer|output|verdict)\b", Options)]
    private static partial Regex Opposites();

    [GeneratedRegex(@"\b(from now on|going forward|in future|whenever (someone|anyone|a user|you))\b.{0,60}\b(you (must|should|will|are to)|the (assistant|agent|model|bot)|always|never)\b", Options)]
    private static partial Regex Standing();
}
