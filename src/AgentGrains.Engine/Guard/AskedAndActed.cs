using System.Buffers;
using System.Text.RegularExpressions;

namespace AgentGrains.Engine.Guard;

/// <summary>
/// A record of something done, read as its question and its action: what identifiers and quoted values the one asks about and the other acts on.
/// The zero-model form of a reasoning chain (A-MemGuard): a faithful one acts on what it was asked.
/// </summary>
internal sealed partial class AskedAndActed
{
    private static readonly SearchValues<string> Code = SearchValues.Create(["select ", "=", "(", "`"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Labels = SearchValues.Create(
        ["query", "sql", "action", "answer", "command", "code", "solution", "call", "output", "select ", "```"], StringComparison.OrdinalIgnoreCase);

    private AskedAndActed(string text, int askedEnd, int actedStart, bool isAnswer)
    {
        (Text, AskedEnd, ActedStart) = (text, askedEnd, actedStart);
        IsAnswer = isAnswer && !Acted.ContainsAny(Code);
        var found = new List<Range>();
        Identifiers.Find(Asked, found);
        Asks = [.. found.Select(range => text[range]).Distinct(StringComparer.OrdinalIgnoreCase)];
        Identifiers.Find(Acted, found);
        ActsOn = [.. found.Select(range => text[(range.Start.Value + actedStart)..(range.End.Value + actedStart)]).Distinct(StringComparer.OrdinalIgnoreCase)];
        Values = [.. QuotedValues().Matches(text, actedStart).Select(match => match.Groups["value"].Value).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    public string Text { get; }

    /// <summary>It ends in an answer in words, which may be a value that the question could not name.</summary>
    public bool IsAnswer { get; }

    public int AskedEnd { get; }

    public int ActedStart { get; }

    public ReadOnlySpan<char> Asked => Text.AsSpan(0, AskedEnd);

    public ReadOnlySpan<char> Acted => Text.AsSpan(ActedStart);

    /// <summary>Identifiers that the question names.</summary>
    public IReadOnlyList<string> Asks { get; }

    /// <summary>Identifiers that the action names.</summary>
    public IReadOnlyList<string> ActsOn { get; }

    /// <summary>Values that the action compares with or is given.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>Reads a text; null when it has no question with an action after it.</summary>
    public static AskedAndActed? Read(string text)
    {
        if (!text.AsSpan().ContainsAny(Labels))
            return null;
        var action = ActionStart().Match(text);
        if (!action.Success || action.Index == 0)
            return null;
        var step = StepStart().Match(text);
        var asked = step.Success && step.Index > 0 && step.Index < action.Index ? step.Index : action.Index;
        return string.IsNullOrWhiteSpace(text[..asked]) ? null : new AskedAndActed(
            text, asked, action.Index + action.Groups["label"].Length, action.Groups["label"].ValueSpan.TrimStart().StartsWith("a", StringComparison.OrdinalIgnoreCase) && !action.Value.Contains("action", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Pairs (asked, acted on) of one form that are not the same: what the record leads from and to.</summary>
    public IEnumerable<(string From, string To)> Substitutions() =>
        from to in ActsOn
        where !Asks.Contains(to, StringComparer.OrdinalIgnoreCase)
        from asked in Asks
        where Identifiers.SameForm(asked, to) && !ActsOn.Contains(asked, StringComparer.OrdinalIgnoreCase)
        select (asked, to);

    /// <summary>Identifiers of a form that the question has, acted on though it does not name them.</summary>
    public IEnumerable<string> Strangers() =>
        ActsOn.Where(to => !Asks.Contains(to, StringComparer.OrdinalIgnoreCase) && Asks.Any(asked => Identifiers.SameForm(asked, to)));

    /// <summary>Asked identifiers that the action leaves out while it acts on another of their form that the question names too.</summary>
    public IEnumerable<string> LeftOut() =>
        Asks.Where(asked => !ActsOn.Contains(asked, StringComparer.OrdinalIgnoreCase) && ActsOn.Any(to => Identifiers.SameForm(asked, to)));

    /// <summary>Values acted on that the question does not hold.</summary>
    public IEnumerable<string> StrangeValues() => Values.Where(value => !Asked.Contains(value, StringComparison.OrdinalIgnoreCase));

    /// <summary>What is acted on because the question orders it ("Use X."), not because it asks about it; null when nothing is.</summary>
    public string? Commanded()
    {
        foreach (var value in ActsOn.Concat(Values))
        {
            var at = Text.AsSpan(0, AskedEnd).IndexOf(value, StringComparison.OrdinalIgnoreCase);
            if (at > 0 && Orders().IsMatch(Text[Math.Max(0, at - 40)..at]))
                return value;
        }

        return null;
    }

    [GeneratedRegex(@"(^|[.;!?\n])\s*(please\s+|just\s+|simply\s+|now\s+)*(use|take|query|choose|pick|try|read|refer\s+to|go\s+with|answer\s+with)\s+(the\s+)?(\w+\s+)?['""]?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Orders();

    [GeneratedRegex(
        @"(?<label>(^|(?<=[\n.;?!\]])[ \t]*)(sql|query|action|answer|command|code|solution|call|output)[ \t]*\d{0,2}[ \t]*:)|(?<label>```\w*)|(?<label>(?<=[\s:.?])(?=select\s[^?]{1,300}\sfrom\s))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ActionStart();

    [GeneratedRegex(
        @"(?<=[\n.;?!\]])[ \t]*(thoughts?|steps?|knowledge|reasoning|plan|rationale|explanation|note|observation)[ \t]*\d{0,2}[ \t]*:",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex StepStart();

    // 'value' after an operator, a bracket or a comma: what is compared with, not the apostrophe of a word, not a pattern, not an argument.
    [GeneratedRegex("""(?<=[=<>]\s?|\blike\s|\bin\s?\(\s?)(?<q>['"])(?<value>[A-Za-z][^'"\n]{3,100})\k<q>""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex QuotedValues();
}
