using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Records;
using Xunit;

namespace AgentGrains.Tests.Engine.Memory;

/// <summary>Links come with the record they lead from, lead both ways, and replay to the same.</summary>
public sealed class LinkTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly MemoryOptions Limits = new();

    [Fact]
    public void A_new_record_and_those_it_is_linked_with_lead_to_each_other_in_one_operation()
    {
        var (state, journal) = (new MemoryState(Scope.User("acme", "ann"), MemoryType.Semantic), new List<MemoryOperation>());
        var first = Add(state, journal, "one", []);
        var second = Add(state, journal, "two", []);
        var gone = MemoryId.Create(MemoryType.Semantic, Now, 99, 1);
        var third = Add(state, journal, "three", [second, first, second, gone]);
        Assert.Equal(3, journal.Count);
        Assert.Equal(new[] { first, second }.Order(), state.Find(third)!.Lineage.Links);
        Assert.Equal([third], state.Find(first)!.Lineage.Links);
        Assert.Equal([third], state.Find(second)!.Lineage.Links);

        var replayed = new MemoryState(Scope.User("acme", "ann"), MemoryType.Semantic);
        foreach (var operation in journal)
        {
            var writer = new FieldWriter();
            OperationCodec.Write(writer, operation);
            replayed.Apply(OperationCodec.Read(writer.Written, operation.Sequence, new TextPool()));
        }

        foreach (var id in new[] { first, second, third })
            Assert.Equal(state.Find(id)!.Lineage.Links, replayed.Find(id)!.Lineage.Links);
    }

    [Fact]
    public void What_replaces_a_record_brings_its_links_too()
    {
        var (state, journal) = (new MemoryState(Scope.User("acme", "ann"), MemoryType.Semantic), new List<MemoryOperation>());
        var (old, other) = (Add(state, journal, "old", []), Add(state, journal, "other", []));
        var next = Add(state, journal, "new", [other], replaces: old);
        Assert.Equal([other], state.Find(next)!.Lineage.Links);
        Assert.Equal([next], state.Find(other)!.Lineage.Links);
        Assert.Empty(state.Find(old)!.Lineage.Links);
    }

    private static MemoryId Add(MemoryState state, List<MemoryOperation> journal, string text, ImmutableArray<MemoryId> links, MemoryId? replaces = null)
    {
        var proposal = new MemoryProposal
        {
            Kind = replaces is null ? OperationKind.Add : OperationKind.Supersede,
            Key = $"key {text}",
            Target = replaces,
            Draft = new MemoryDraft { Text = text, Kind = MemoryKind.Belief },
            Links = links,
            Producer = new ProducerVersion("test", 1),
        };
        var operations = state.Decide([proposal], state.Revision, Now, Limits)!.Value;
        foreach (var operation in operations)
            state.Apply(operation);
        journal.AddRange(operations);
        return operations[0].Record!.Id;
    }
}
