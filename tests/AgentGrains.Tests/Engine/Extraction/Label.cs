using System.Collections.Immutable;
using AgentGrains.Engine.Analysis;

namespace AgentGrains.Tests.Engine.Extraction;

/// <summary>A label with its alternatives: "= Ann|lives in|Oslo // Oslo, Norway"; an alternative "-" says that nothing at all is right too.</summary>
internal sealed record Label(ImmutableArray<string> Forms, bool IsOptional)
{
    public static Label Of(string text, Func<string, string> fold)
    {
        var parts = text.Split("//", StringSplitOptions.TrimEntries);
        var head = parts[0][..(parts[0].LastIndexOf('|') + 1)];
        var forms = parts.Skip(1).Where(part => part != "-").Select(part => part.Contains('|', StringComparison.Ordinal) || part.Contains('=', StringComparison.Ordinal) ? part : head + part);
        return new Label([.. forms.Prepend(parts[0]).Select(fold)], parts.Contains("-"));
    }

    /// <summary>A slot as it is compared: letter case, marks and articles say nothing.</summary>
    public static string FoldSlot(string slot) => string.Join('|', slot.TrimStart().Split('|').Select(Fold));

    public static string Slot(Slot slot, bool isOver) => FoldSlot($"{(isOver ? '-' : slot.MultiValued ? '+' : '=')} {slot.Subject}|{slot.Predicate}|{slot.Value}");

    /// <summary>A pair of names; which of them is the long form says nothing.</summary>
    public static string FoldAlias(string pair) => string.Join('=', pair.Split('=').Select(Fold).Order(StringComparer.Ordinal));

    private static string Fold(string text)
    {
        var folded = new TextFolder().Fold(text.Trim()).ToString();
        foreach (var article in (ReadOnlySpan<string>)["a ", "an ", "the ", "my ", "our "])
        {
            if (folded.StartsWith(article, StringComparison.Ordinal))
                folded = folded[article.Length..];
        }

        return folded;
    }
}

/// <summary>Counts decisions: everything expected and everything made that was not expected.</summary>
internal sealed class Tally
{
    public int Right { get; private set; }

    public int Missed { get; private set; }

    public int Spurious { get; private set; }

    public List<string> Wrong { get; } = [];

    /// <summary>Share of the decisions that were right.</summary>
    public double Accuracy => Right / (double)Math.Max(1, Right + Missed + Spurious);

    public double F1 => 2.0 * Right / Math.Max(1, (2 * Right) + Missed + Spurious);

    public void Compare(string where, IEnumerable<Label> expected, IEnumerable<string> made, bool countsNothing = false)
    {
        var left = made.Distinct(StringComparer.Ordinal).ToList();
        var (any, wrong) = (left.Count > 0, false);
        foreach (var label in expected)
        {
            any = true;
            if (label.Forms.FirstOrDefault(left.Contains) is { } found)
            {
                left.Remove(found);
                Right++;
            }
            else if (!label.IsOptional)
            {
                (wrong, Missed) = (true, Missed + 1);
                Wrong.Add($"missed   {label.Forms[0]}   <- {where}");
            }
        }

        Spurious += left.Count;
        Wrong.AddRange(left.Select(item => $"spurious {item}   <- {where}"));
        if (!any && countsNothing && !wrong)
            Right++;
    }

    public override string ToString() => FormattableString.Invariant($"{Accuracy:P1} right ({Right} right, {Missed} missed, {Spurious} spurious), F1 {F1:F3}");
}
