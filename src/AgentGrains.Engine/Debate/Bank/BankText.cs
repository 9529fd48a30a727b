using System.Globalization;
using System.Text;

namespace AgentGrains.Engine.Debate.Bank;

/// <summary>
/// How a case is kept in a record: its parts as one readable text that is searched, and their lengths in a label, so that it is read back
/// exactly whatever is in it.
/// </summary>
internal static class BankText
{
    public const string KindLabel = "bank";
    public const string FamilyLabel = "family";
    public const string SignatureLabel = "signature";
    private const string PartsLabel = "parts";

    private static readonly string[] Names = ["solution", "debug", "debate", "lesson"];
    private static readonly string[] Headings = ["Problem: ", "\nWrong: ", "\nRight: ", "\nWatch: "];
    private static readonly int[] Shares = [8, 6, 16, 2];   // of 32: what a part may take of the text

    public static string NameOf(BankCaseKind kind) => Names[(int)kind];

    public static string FamilyOf(string family, int maxBytes) => Cut(family, maxBytes);

    /// <summary>Puts a case into a draft. Parts that are too long are cut: a record has its limit.</summary>
    public static MemoryDraft Write(BankCase item, string family, MemoryOptions limits)
    {
        string[] parts = [item.Problem, item.Wrong, item.Right, string.Join('\n', item.Guardrails.Select(rail => rail.Replace('\n', ' ')))];
        var room = limits.MaxTextBytes - Headings.Sum(heading => heading.Length);
        var text = new StringBuilder();
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = Cut(parts[i], room / 32 * Shares[i]);
            text.Append(Headings[i]).Append(parts[i]);
        }

        return new MemoryDraft
        {
            Text = text.ToString(),
            Kind = item.Kind == BankCaseKind.Lesson ? MemoryKind.Lesson : MemoryKind.Case,
            Metadata =
            [
                new MetadataEntry(KindLabel, NameOf(item.Kind)),
                new MetadataEntry(FamilyLabel, FamilyOf(family, limits.MaxNameBytes)),
                new MetadataEntry(PartsLabel, string.Join(',', parts.Select(part => part.Length.ToString(CultureInfo.InvariantCulture)))),
            ],
        };
    }

    /// <summary>Reads a case; null when the record is none. What no verifier confirmed comes back as a lesson, whatever it is called.</summary>
    public static BankCase? Read(MemoryRecord record)
    {
        var kind = Array.IndexOf(Names, Label(record, KindLabel));
        if (kind < 0 || Label(record, PartsLabel)?.Split(',') is not { } lengths || lengths.Length != Headings.Length)
            return null;
        var parts = new string[Headings.Length];
        var at = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            at += Headings[i].Length;
            if (!int.TryParse(lengths[i], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > record.Text.Length - at)
                return null;
            parts[i] = record.Text.Substring(at, length);
            at += length;
        }

        var verdict = record.Outcome?.Verdict ?? Verdict.Unverified;
        return new BankCase
        {
            Id = record.Id,
            Kind = verdict == Verdict.Verified ? (BankCaseKind)kind : BankCaseKind.Lesson,
            Problem = parts[0],
            Wrong = parts[1],
            Right = parts[2],
            Guardrails = [.. parts[3].Split('\n', StringSplitOptions.RemoveEmptyEntries)],
            Verdict = verdict,
        };
    }

    /// <summary>The beginning of a text that fits so many bytes of UTF-8.</summary>
    public static string Cut(string text, int maxBytes)
    {
        if (text.Length <= maxBytes && Encoding.UTF8.GetByteCount(text) <= maxBytes)
            return text;
        const string Mark = "…";
        var (bytes, at) = (Encoding.UTF8.GetByteCount(Mark), 0);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
                break;
            at += rune.Utf16SequenceLength;
        }

        return text[..at] + (bytes > maxBytes && maxBytes < Encoding.UTF8.GetByteCount(Mark) ? "" : Mark);
    }

    private static string? Label(MemoryRecord record, string name) => record.Metadata.FirstOrDefault(entry => entry.Name == name)?.Value;
}
