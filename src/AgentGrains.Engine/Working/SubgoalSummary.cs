using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AgentGrains.Engine.Assembly;

namespace AgentGrains.Engine.Working;

/// <summary>
/// A summary without a model: how many steps there were, what came of the last ones, in their own words, and which symbols were
/// mentioned, so that no pointer is lost.
/// </summary>
internal static class SubgoalSummary
{
    private const int LongestQuote = 160;
    private const int MostSymbols = 8;

    public static string Of(SubgoalState subgoal)
    {
        if (subgoal.Steps.IsEmpty)
            return "Nothing was done.";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{subgoal.Steps.Count} steps");
        if (subgoal.Steps.LastOrDefault(step => step.Kind is StepKind.Observation or StepKind.Answer) is { } outcome)
            Quote("; in the end: ", outcome);
        if (subgoal.Steps.LastOrDefault(step => step.Kind == StepKind.Thought) is { } thought)
            Quote("; noted: ", thought);
        ImmutableArray<string> symbols = [.. subgoal.Steps.SelectMany(step => SymbolText.Mentions(step.Text)).Distinct(StringComparer.Ordinal)];
        foreach (var symbol in symbols.TakeLast(MostSymbols).Where(symbol => !text.ToString().Contains($"<|{symbol}|>", StringComparison.Ordinal)))
            text.Append(CultureInfo.InvariantCulture, $" <|{symbol}|>");
        return text.ToString();

        void Quote(string lead, WorkingStep step)
        {
            text.Append(lead);
            var quote = new StringBuilder();
            ContextAssembler.AppendFolded(quote, step.Text);
            text.Append(Shorten(quote.ToString()));
        }
    }

    private static string Shorten(string text)
    {
        if (text.Length <= LongestQuote)
            return text;
        var end = text.LastIndexOf(' ', LongestQuote);
        end = end > LongestQuote / 2 ? end : LongestQuote;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), "…");
    }
}
