using System.Globalization;
using System.Text;

namespace AgentGrains.SemanticKernel;

/// <summary>A filled form in words for a model.</summary>
internal static class ResolveText
{
    /// <summary>One line per field.</summary>
    public static string Write(ResolveResult result)
    {
        var text = new StringBuilder();
        foreach (var field in result.Fields)
        {
            text.Append(field.Name).Append(": ").Append(field.Outcome switch
            {
                ResolveOutcome.Missing => "(not known)",
                ResolveOutcome.Filled => string.Join("; ", field.Values.Select(Value)),
                _ => "(ambiguous, ask) " + string.Join("; ", field.Values.Select(value => $"{value.Subject}: {Value(value)}")),
            }).Append('\n');
        }

        if (result.Flags.Contains(RecallRemark.Partial))
            text.Append("(Part of memory did not answer in time; what is not known may be known there.)\n");
        return text.ToString().TrimEnd('\n');
    }

    private static string Value(ResolvedValue value) =>
        string.Create(CultureInfo.InvariantCulture, $"{value.Value} [since {value.OccurredAt:yyyy-MM-dd}, id {value.Source}]");
}
