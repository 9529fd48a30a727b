using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Governance;
using AgentGrains.Engine.Records;
using Xunit;

namespace AgentGrains.Tests.Engine.Governance;

/// <summary>Rules as data: what is not valid is refused with what to do, what is survives its bytes, and verdicts follow from them.</summary>
public sealed class RulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);

    private static readonly GovernanceRules Full = new()
    {
        Version = 3,
        Retention = [new RetentionRule(MemoryKind.Turn, 365), new RetentionRule(MemoryKind.Note, 1)],
        Consolidation = new ConsolidationRule { Mode = ConsolidationMode.Stage, CanaryPercent = 5, Untouched = [MemoryKind.Turn, MemoryKind.Belief], Approvers = ["ann", "ops"] },
        Quarantine = [new QuarantineRule("web:*", null), new QuarantineRule("mail", MemoryKind.Turn), new QuarantineRule(null, MemoryKind.Case)],
    };

    public static TheoryData<string, string, GovernanceRules> Invalid => new()
    {
        { "retention.days", "give 1 to 36,500", new() { Retention = [new RetentionRule(MemoryKind.Turn, 0)] } },
        { "retention.kind", "name one", new() { Retention = [new RetentionRule((MemoryKind)99, 5)] } },
        { "retention", "leave one", new() { Retention = [new RetentionRule(MemoryKind.Turn, 1), new RetentionRule(MemoryKind.Turn, 2)] } },
        { "consolidation.mode", "apply, stage or off", new() { Consolidation = new() { Mode = (ConsolidationMode)9 } } },
        { "consolidation.canaryPercent", "nobody would try them", new() { Consolidation = new() { Mode = ConsolidationMode.Stage } } },
        { "consolidation.canaryPercent", "give 1 to 100", new() { Consolidation = new() { CanaryPercent = 101 } } },
        { "consolidation.untouched", "name one", new() { Consolidation = new() { Untouched = [(MemoryKind)99] } } },
        { "consolidation.approvers", "leave it out", new() { Consolidation = new() { Approvers = [" "] } } },
        { "consolidation.promoteAfterDays", "leave it out to have it approved", new() { Consolidation = new() { PromoteAfterDays = 0 } } },
        { "consolidation.promoteAfterDays", "leave out the approvers", new() { Consolidation = new() { PromoteAfterDays = 3, Approvers = ["ops"] } } },
        { "quarantine", "use the source '*'", new() { Quarantine = [new QuarantineRule(null, null)] } },
        { "quarantine.source", "at the end only", new() { Quarantine = [new QuarantineRule("w*b", null)] } },
        { "quarantine", "100 are the most", new() { Quarantine = [.. Enumerable.Repeat(new QuarantineRule("*", null), 101)] } },
        { "rules", "leave it empty", new() { Retention = default } },
    };

    [Theory, MemberData(nameof(Invalid))]
    public void What_is_not_valid_is_refused_and_told_what_to_do(string field, string remedy, GovernanceRules rules)
    {
        var refused = Assert.Throws<InvalidMemoryException>(() => RulesCheck.Require(rules));
        Assert.Equal(field, refused.Field);
        Assert.Contains(remedy, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_survive_their_bytes()
    {
        RulesCheck.Require(Full);
        RulesCheck.Require(GovernanceRules.None);
        foreach (var rules in (GovernanceRules[])[Full, GovernanceRules.None, Full with { Consolidation = new() { PromoteAfterDays = 3 } }])
        {
            var writer = new FieldWriter();
            RulesCodec.Write(writer, new RulesChange(rules, Now, "ann", "since"));
            var read = RulesCodec.Read(writer.Written.ToArray(), rules.Version);
            Assert.Equal((Now, "ann", "since", rules.Version), (read.At, read.By, read.Reason, read.Rules.Version));
            Assert.Equal(RulesCodec.Bytes(rules), RulesCodec.Bytes(read.Rules));
        }

        var changes = (GovernanceRules[])
        [
            Full with { Retention = Full.Retention.RemoveAt(0) }, Full with { Quarantine = Full.Quarantine.RemoveAt(2) }, Full with { Consolidation = Full.Consolidation with { CanaryPercent = 6 } },
            Full with { Consolidation = Full.Consolidation with { Untouched = [MemoryKind.Belief] } }, Full with { Consolidation = Full.Consolidation with { Approvers = ["ann"] } },
        ];
        Assert.All(changes, other => Assert.NotEqual(RulesCodec.Bytes(Full), RulesCodec.Bytes(other)));
    }

    [Fact]
    public void Drafts_are_held_by_source_and_kind()
    {
        Assert.Equal([1, 0, 2, 0, 3], ((MemoryDraft[])
        [
            new() { Text = "x", Source = "web:news" }, new() { Text = "x", Source = "a web:news" }, new() { Text = "x", Source = "mail" },
            new() { Text = "x", Source = "mail", Kind = MemoryKind.Belief }, new() { Text = "x", Kind = MemoryKind.Case },
        ]).Select(draft => Full.FindHold(draft)));
        Assert.Equal(1, new GovernanceRules { Quarantine = [new QuarantineRule("*", null)] }.FindHold(new MemoryDraft { Text = "x" }));
    }

    [Fact]
    public void What_is_written_expires_no_later_than_ruled_and_what_is_older_is_overdue_unless_it_is_pinned()
    {
        var state = new MemoryState(Scope.User("acme", "ann"), MemoryType.Episodic);
        MemoryDraft[] drafts =
        [
            new() { Text = "plain" }, new() { Text = "sooner", ExpiresAt = Now.AddDays(3) }, new() { Text = "later", ExpiresAt = Now.AddDays(999) }, new() { Text = "pinned", Pinned = true },
            new() { Text = "event", Kind = MemoryKind.Event },
        ];
        var operations = state.Decide([.. drafts], Now, new MemoryOptions()).Operations;
        var ruled = Full.Retained(operations);
        Assert.Equal([Now.AddDays(365), Now.AddDays(3), Now.AddDays(365), null, null], ruled.Select(operation => operation.Record!.ExpiresAt));
        Assert.Equal(operations.Select(operation => operation.Record!.ExpiresAt), Full.Retained([.. operations.Select(operation => operation with { Producer = MemoryState.Consolidator })]).Select(operation => operation.Record!.ExpiresAt));
        Assert.Equal(operations, GovernanceRules.None.Retained(operations));
        foreach (var operation in operations)   // as they were before there were rules
            state.Apply(operation);
        Assert.Empty(Full.FindOverdue(state, Now.AddDays(364)));
        Assert.Equal(["plain", "sooner", "later"], Full.FindOverdue(state, Now.AddDays(365)).Select(id => state.Find(id)!.Text));
    }
}
