using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace AgentGrains.Engine.Assembly;

/// <summary>
/// Packs evidence in rank order into a token budget, one numbered line per item:
/// <c>[1] 2023-05-08 Ann: text</c>. An item that does not fit is skipped and the next is tried.
/// </summary>
/// <remarks>Thread-safe. Line breaks and control characters of a memory are folded, so that no text can forge a line.</remarks>
public static class ContextAssembler
{
    /// <summary>Tokens of a text, estimated as UTF-8 bytes divided by four, rounded up.</summary>
    public static int CountTokens(string text) => (Encoding.UTF8.GetByteCount(text) + 3) / 4;

    /// <summary>Packs what stands, one unnumbered line per memory, then as much evidence as fits.</summary>
    /// <param name="standing">What belongs in every context: persona, pinned, open questions.</param>
    /// <param name="records">Evidence, best first.</param>
    /// <param name="tokenBudget">Most tokens of the text, at least 1.</param>
    public static AssembledContext Assemble(StandingContext standing, IReadOnlyList<MemoryRecord> records, int tokenBudget)
    {
        ArgumentNullException.ThrowIfNull(standing);
        var lines = standing.Persona.Select(record => Standing("always", record))
            .Concat(standing.Pinned.Select(record => Standing("pinned", record)))
            .Concat(standing.OpenQuestions.Select(record => Standing("open", record))).ToList();
        if (lines.Count == 0)
            return Assemble(records, tokenBudget);
        var head = new StringBuilder();
        var left = 0;
        foreach (var line in lines)
        {
            if (CountTokens(head.ToString()) + CountTokens(line) + 1 < tokenBudget)
                head.Append(line).Append('\n');
            else
                left++;
        }

        var rest = tokenBudget - CountTokens(head.ToString());
        var body = rest < 1 || records.Count == 0 ? new AssembledContext("", 0, [], records.Count > 0) : Assemble(records, rest);
        var text = (head.ToString() + body.Text).TrimEnd('\n');
        return new AssembledContext(text, CountTokens(text), body.Included, body.Truncated || left > 0);
    }

    /// <summary>Packs as much as fits.</summary>
    /// <param name="records">Best first.</param>
    /// <param name="tokenBudget">Most tokens of the text, at least 1.</param>
    public static AssembledContext Assemble(IReadOnlyList<MemoryRecord> records, int tokenBudget)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokenBudget, 1);
        var (text, included, bytes, budget) = (new StringBuilder(), ImmutableArray.CreateBuilder<int>(), 0L, tokenBudget * 4L);
        for (var i = 0; i < records.Count; i++)
        {
            var line = Line(i + 1, records[i]);
            if (TryAppend(line))
                included.Add(i);
        }

        var left = records.Count - included.Count;
        if (included.Count > 0 && left > 0)
            TryAppend($"({left.ToString(CultureInfo.InvariantCulture)} more left out: the token budget is full)");
        var packed = text.ToString();
        return new AssembledContext(packed, CountTokens(packed), included.DrainToImmutable(), left > 0);

        bool TryAppend(string line)
        {
            var size = Encoding.UTF8.GetByteCount(line) + (text.Length > 0 ? 1 : 0);
            if (bytes + size > budget)
                return false;
            if (text.Length > 0)
                text.Append('\n');
            text.Append(line);
            bytes += size;
            return true;
        }
    }

    private static string Standing(string tier, MemoryRecord record)
    {
        var line = new StringBuilder();
        line.Append('(').Append(tier).Append(") ");
        AppendFolded(line, record.Text);
        return line.ToString();
    }

    private static string Line(int number, MemoryRecord record)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"[{number}] {record.OccurredAt:yyyy-MM-dd} ");
        if (record.Provenance.Actor is { Length: > 0 } actor)
        {
            AppendFolded(line, actor);
            line.Append(": ");
        }

        AppendFolded(line, record.Gist ?? record.Text);
        return line.ToString();
    }

    // Everything a reader or a model could take for a new line becomes one space; what is invisible and can reorder is dropped.
    internal static void AppendFolded(StringBuilder line, string text)
    {
        var pending = false;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                pending = true;
                continue;
            }

            if (c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\uFEFF')
                continue;
            if (pending && line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
            pending = false;
            line.Append(c);
        }
    }
}
