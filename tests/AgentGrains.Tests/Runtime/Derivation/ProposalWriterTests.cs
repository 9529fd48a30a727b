using System.Collections.Immutable;
using AgentGrains.Engine.Decisions;
using AgentGrains.Engine.Extraction;
using AgentGrains.Engine.Linking;
using AgentGrains.Engine.Memory;
using AgentGrains.Engine.Segmentation;
using AgentGrains.Runtime.Derivation;
using Xunit;

namespace AgentGrains.Tests.Runtime.Derivation;

public sealed class ProposalWriterTests
{
    [Fact]
    public async Task Only_statements_of_one_matter_wait_for_each_other_and_each_sees_those_before_it()
    {
        var sink = new Sink();
        KeyedUnit[] units = [Unit(0, "tea"), Unit(1, "coffee"), Unit(2, "tea"), Unit(3, "milk"), Unit(4, "tea"), Unit(5, "coffee"), Unit(6, "water")];
        await new ProposalWriter(sink).WriteAsync(Stages(), units, TestContext.Current.CancellationToken);
        Assert.Equal([7, 3, 1], sink.Asked);
        Assert.Equal(["key 0,key 1,key 3,key 6", "key 2,key 5", "key 4"], sink.Committed);

        // What was said again was recognised, not added again.
        Assert.Equal(4, sink.Image.State.Count);
        Assert.All(units, unit => Assert.True(sink.Image.State.Knows(unit.Key)));
    }

    [Fact]
    public async Task A_memory_that_keeps_moving_is_reported()
    {
        var sink = new Sink { Refuses = true };
        await Assert.ThrowsAsync<WriteUncertainException>(async () => await new ProposalWriter(sink).WriteAsync(Stages(), [Unit(0, "tea")], TestContext.Current.CancellationToken));
    }

    private static GuardedStages Stages()
    {
        var rules = new DerivationStages(new RuleSegmenter(), new RuleExtractor(), new RuleLinker(), new RulePolicy());
        return new GuardedStages(rules, rules, new DerivationOptions(), new MemoryOptions(), TimeProvider.System, fault => throw fault.Failure);
    }

    private static KeyedUnit Unit(int number, string drink) => new(
        $"key {number}",
        new ExtractedUnit
        {
            Text = $"Ann likes {drink}.",
            Type = BeliefType.Preference,
            OccurredAt = Sink.Now,
            Confidence = 0.9f,
            Slot = new Slot("Ann", "likes", drink, true),
            Sources = [MemoryId.Create(MemoryType.Episodic, Sink.Now, number, 1)],
        },
        new ProducerVersion("rules", 1));

#pragma warning disable ORLEANS0020, ORLEANS0022 // no grain, so no contract: it is called directly
    private sealed class Sink : IProposalSink
#pragma warning restore ORLEANS0020, ORLEANS0022
    {
        public static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

        public MemoryImage Image { get; } = new(Scope.User("acme", "ann"), MemoryType.Semantic);

        public List<int> Asked { get; } = [];

        public List<string> Committed { get; } = [];

        public bool Refuses { get; init; }

        public ValueTask<RelatedFinds> FindRelatedAsync(ImmutableArray<KeyedUnit> units)
        {
            Asked.Add(units.Length);
            var found = units.Select(item =>
            {
                var (similar, neighbours) = Image.FindRelated(item.Unit, 8);
                return new RelatedRecords(Image.State.Knows(item.Key), similar, neighbours);
            });
            return new(new RelatedFinds([.. found], Image.State.Revision));
        }

        public ValueTask<DerivedFinds> FindDerivedAsync(ImmutableArray<MemoryId> turns) => new(new DerivedFinds([], 0));

        public ValueTask<bool> ProposeAsync(ImmutableArray<MemoryProposal> proposals, long readAt)
        {
            if (Refuses)
                return new(false);
            Committed.Add(string.Join(',', proposals.Select(proposal => proposal.Key)));
            foreach (var operation in Image.State.Decide(proposals, readAt, Now, new MemoryOptions())!.Value)
                Image.Apply(operation);
            return new(true);
        }

        public ValueTask RestoreAsync(MemoryId source) => throw new NotSupportedException("Nothing is restored here.");

        public ValueTask RetractAsync(MemoryId source) => throw new NotSupportedException();
    }
}
