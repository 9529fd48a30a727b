using System.IO.Hashing;
using System.Text;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Debate;

namespace AgentGrains.Runtime.Debate;

/// <summary>What a ledger's journal holds: that a debate counts, or counts no more.</summary>
/// <param name="Entry">The debate with its findings.</param>
/// <param name="Leaves">Whether it counts no more.</param>
internal readonly record struct LedgerOperation(LedgerEntry Entry, bool Leaves)
{
    private static TextPool Pool { get; } = new();

    /// <summary>The findings of a decided debate.</summary>
    public static LedgerEntry EntryOf(DebateState state, string debateKey)
    {
        var findings = EvidenceRule.Findings(state);
        return new LedgerEntry(
            HashOf(debateKey, state.StartedAt), state.Request!.Task.Family,
            [.. findings.Where(item => item.Verdict == Verdict.Verified).Select(item => item.Team)],
            [.. findings.Where(item => item.Verdict == Verdict.Refuted).Select(item => item.Team)]);
    }

    /// <summary>A debate's hash; one that is started again under an erased one's id has another.</summary>
    public static UInt128 HashOf(string debateKey, DateTimeOffset startedAt) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes($"{debateKey}@{startedAt.UtcTicks}"));

    /// <summary>Writes the persisted form; field numbers are for ever.</summary>
    public void WriteTo(FieldWriter writer)
    {
        writer.Number(1, Leaves ? 1u : 0u);
        writer.Fixed64(2, (ulong)(Entry.Debate >> 64));
        writer.Fixed64(3, (ulong)Entry.Debate);
        writer.Text(4, Entry.Family);
        foreach (var team in Entry.Right)
            writer.Text(5, team);
        foreach (var team in Entry.Wrong)
            writer.Text(6, team);
    }

    public static LedgerOperation Read(ReadOnlyMemory<byte> frame, long sequence)
    {
        var (leaves, high, low) = (false, 0UL, 0UL);
        var entry = new LedgerEntry(0, "", [], []);
        var reader = new FieldReader(frame.Span, Pool);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: leaves = reader.Number() != 0; break;
                case 2: high = reader.Fixed64(); break;
                case 3: low = reader.Fixed64(); break;
                case 4: entry = entry with { Family = reader.SharedText() }; break;
                case 5: entry = entry with { Right = entry.Right.Add(reader.SharedText()) }; break;
                case 6: entry = entry with { Wrong = entry.Wrong.Add(reader.SharedText()) }; break;
                default: reader.Skip(); break;
            }
        }

        return new LedgerOperation(entry with { Debate = new UInt128(high, low) }, leaves);
    }
}
