using System.Collections.Immutable;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Governance;

/// <summary>The persisted form of a change of rules. Field numbers are for ever: never renumber, only add.</summary>
internal static class RulesCodec
{
    public static void Write(FieldWriter writer, RulesChange change)
    {
        writer.Time(1, change.At);
        writer.Text(2, change.By);
        writer.Text(3, change.Reason);
        WriteRules(writer, change.Rules);
    }

    /// <summary>Two documents say the same when these bytes are equal.</summary>
    public static byte[] Bytes(GovernanceRules rules)
    {
        var writer = new FieldWriter();
        WriteRules(writer, rules);
        return writer.Written.ToArray();
    }

    public static RulesChange Read(ReadOnlyMemory<byte> frame, long sequence)
    {
        var (at, by, reason, rules) = (default(DateTimeOffset), (string?)null, (string?)null, new GovernanceRules { Version = (int)sequence });
        var consolidation = new ConsolidationRule();
        var (untouched, approvers) = (ImmutableArray.CreateBuilder<MemoryKind>(), ImmutableArray.CreateBuilder<string>());
        var (retention, quarantine) = (ImmutableArray.CreateBuilder<RetentionRule>(), ImmutableArray.CreateBuilder<QuarantineRule>());
        var reader = new FieldReader(frame.Span, new TextPool());
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: at = reader.Time(); break;
                case 2: by = reader.Text(); break;
                case 3: reason = reader.Text(); break;
                case 4: retention.Add(ReadRetention(reader.Message())); break;
                case 5: quarantine.Add(ReadQuarantine(reader.Message())); break;
                case 6: consolidation = consolidation with { Mode = (ConsolidationMode)reader.Kind() }; break;
                case 7: consolidation = consolidation with { CanaryPercent = reader.SmallNumber() }; break;
                case 8: untouched.Add((MemoryKind)reader.Kind()); break;
                case 9: approvers.Add(reader.Text()); break;
                case 10: consolidation = consolidation with { PromoteAfterDays = reader.SmallNumber() }; break;
                default: reader.Skip(); break;
            }
        }

        return new RulesChange(
            rules with
            {
                Retention = retention.ToImmutable(),
                Quarantine = quarantine.ToImmutable(),
                Consolidation = consolidation with { Untouched = untouched.ToImmutable(), Approvers = approvers.ToImmutable() },
            },
            at, by, reason);
    }

    private static void WriteRules(FieldWriter writer, GovernanceRules rules)
    {
        foreach (var rule in rules.Retention)
        {
            var start = writer.Begin(4);
            writer.Number(1, (ulong)rule.Kind);
            writer.Number(2, (ulong)rule.Days);
            writer.End(start);
        }

        foreach (var rule in rules.Quarantine)
        {
            var start = writer.Begin(5);
            writer.Text(1, rule.Source);
            if (rule.Kind is { } kind)
                writer.Number(2, (ulong)kind, omitted: ulong.MaxValue);
            writer.End(start);
        }

        writer.Number(6, (ulong)rules.Consolidation.Mode);
        writer.Number(7, (ulong)rules.Consolidation.CanaryPercent);
        foreach (var kind in rules.Consolidation.Untouched)
            writer.Number(8, (ulong)kind, omitted: ulong.MaxValue);
        foreach (var approver in rules.Consolidation.Approvers)
            writer.Text(9, approver);
        writer.Number(10, (ulong)(rules.Consolidation.PromoteAfterDays ?? 0));
    }

    private static RetentionRule ReadRetention(FieldReader reader)
    {
        var (kind, days) = (MemoryKind.Turn, 0);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: kind = (MemoryKind)reader.Kind(); break;
                case 2: days = reader.SmallNumber(); break;
                default: reader.Skip(); break;
            }
        }

        return new RetentionRule(kind, days);
    }

    private static QuarantineRule ReadQuarantine(FieldReader reader)
    {
        var (source, kind) = ((string?)null, (MemoryKind?)null);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case 1: source = reader.Text(); break;
                case 2: kind = (MemoryKind)reader.Kind(); break;
                default: reader.Skip(); break;
            }
        }

        return new QuarantineRule(source, kind);
    }
}
