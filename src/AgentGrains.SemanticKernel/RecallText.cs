using System.Globalization;
using System.Text;

namespace AgentGrains.SemanticKernel;

/// <summary>Writes evidence as a model reads it best: one numbered line each, with date, source and id.</summary>
internal static class RecallText
{
    /// <summary>Writes a result, leaving out the last evidence when the budget is full.</summary>
    public static string Write(RecallResult result, int tokenBudget)
    {
        if (result.Evidence.IsDefaultOrEmpty)
            return "Nothing in memory answers this. Say that you do not know, or ask.";

        var text = new StringBuilder();
        var bytes = 0;
        var written = 0;
        foreach (var evidence in result.Evidence)
        {
            var line = Line(written + 1, evidence);
            bytes += Encoding.UTF8.GetByteCount(line) + 1;
            if (written > 0 && bytes > tokenBudget * 4L)
                break;
            text.Append(line).Append('\n');
            written++;
        }

        if (written < result.Evidence.Length)
            text.Append(CultureInfo.InvariantCulture, $"({result.Evidence.Length - written} more did not fit; ask more precisely.)\n");
        if (result.Flags.Contains(RecallRemark.Partial))
            text.Append("(Part of memory did not answer in time; there may be more.)\n");
        if (result.Flags.Contains(RecallRemark.Insufficient))
            text.Append("(Nothing remembered speaks of all that was asked for; what is above may answer something else.)\n");
        if (result.RecallId.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"(recall id {result.RecallId})\n");
        return text.ToString().TrimEnd('\n');
    }

    private static string Line(int number, Evidence evidence)
    {
        var record = evidence.Record;
        var parts = new[]
        {
            record.OccurredAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            record.Metadata.FirstOrDefault(entry => entry.Name == ResourceOptions.MetadataName) is { } document ? $"document {document.Value}"
                : record.Kind is MemoryKind.Turn ? null : record.Kind.ToString().ToLowerInvariant(),
            record.Provenance.Actor,
            record.Provenance.Session is { } session ? $"session {session}" : null,
            evidence.Scope.Name,
        };

        // A memory must stay one line, or its text could pass for another memory.
        var words = record.Text.ReplaceLineEndings(" ");
        return $"[{number}] {string.Join(", ", parts.Where(part => part is not null))}: {words} (id {record.Id})";
    }
}
