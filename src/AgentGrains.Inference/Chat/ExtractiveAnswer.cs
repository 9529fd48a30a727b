using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace AgentGrains.Inference.Chat;

/// <summary>Quotes the leading evidence, each quotation with its speaker, date and number.</summary>
internal static class ExtractiveAnswer
{
    private const int MostQuotes = 3;
    private const int LongestQuote = 320;

    public static string Compose(string question, ImmutableArray<Evidence> evidence)
    {
        // What was asked before is no answer to what is asked now.
        var quotes = evidence
            .Select((item, position) => (item.Record, Number: position + 1))
            .Where(quote => !string.Equals(quote.Record.Text.Trim(), question.Trim(), StringComparison.OrdinalIgnoreCase)
                && !quote.Record.Text.TrimEnd().EndsWith('?'))
            .Take(MostQuotes)
            .ToList();
        if (quotes.Count == 0)
            return ExtractiveChatClient.NothingRemembered;

        var answer = new StringBuilder();
        foreach (var (record, number) in quotes)
        {
            if (answer.Length > 0)
                answer.Append('\n');
            if (record.Provenance.Actor is { } actor)
                answer.Append(CultureInfo.InvariantCulture, $"{actor}, {record.OccurredAt:yyyy-MM-dd}: ");
            answer.Append(CultureInfo.InvariantCulture, $"“{Shorten(record.Text)}” [{number}]");
        }

        return answer.ToString();
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
