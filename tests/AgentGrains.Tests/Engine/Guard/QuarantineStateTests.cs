using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Guard;
using AgentGrains.Engine.Memory;
using AgentGrains.Engine.Records;
using Xunit;

namespace AgentGrains.Tests.Engine.Guard;

/// <summary>What is held is seen by nothing, and comes back as what it would have been.</summary>
public sealed class QuarantineStateTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly GateVerdict Held = new(GateAction.Hold, 0.3f, [new GuardReason(GuardSignal.Redirect, 0.6f)]);

    [Fact]
    public void A_held_record_is_in_no_search_list_or_read_at_any_time()
    {
        var image = new MemoryImage(Scope.User("acme", "ann"), MemoryType.Episodic);
        var id = Remember(image, new MemoryDraft { Text = "the canary sings at dawn" }, Start, Held).Id;
        Remember(image, new MemoryDraft { Text = "the heron stands in the reeds" }, Start.AddMinutes(1), GateVerdict.Unguarded);
        foreach (DateTimeOffset? asOf in new DateTimeOffset?[] { null, Start, Start.AddDays(1) })
        {
            Assert.DoesNotContain(image.Search(new MemorySearch { Query = "canary", AsOf = asOf }, Start.AddDays(1)).Hits, hit => hit.Record.Id == id);
            Assert.Null(image.State.Find(id, asOf));
        }

        Assert.DoesNotContain(image.State.Page(0, 10).Records, record => record.Id == id);
        Assert.Equal(1, image.State.Count);
        Assert.Contains("Redirect", Assert.Single(image.State.PageHeld(0, 10).Held).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EpistemicStatus.Active)]
    [InlineData(EpistemicStatus.Exploratory)]
    [InlineData(EpistemicStatus.Inferred)]
    public void A_released_record_has_the_status_it_would_have_had_from_then_on(EpistemicStatus status)
    {
        var image = new MemoryImage(Scope.User("acme", "ann"), MemoryType.Semantic);
        var id = Remember(image, new MemoryDraft { Text = "the canary sings at dawn", Kind = MemoryKind.Belief, Status = status }, Start, Held).Id;
        image.Apply(image.State.DecideRelease(id, "checked", Start.AddHours(1))!);
        Assert.Equal(status, image.State.Find(id)!.Status);
        Assert.Null(image.State.Find(id, Start.AddMinutes(30)));
        Assert.Equal(status, image.State.Find(id, Start.AddHours(2))!.Status);
        Assert.Equal(id, Assert.Single(image.Search(new MemorySearch { Query = "canary" }, Start.AddHours(2)).Hits).Record.Id);
        Assert.Empty(image.Search(new MemorySearch { Query = "canary", AsOf = Start.AddMinutes(30) }, Start.AddHours(2)).Hits);
        Assert.Null(image.State.DecideRelease(id, null, Start.AddHours(3)));
    }

    [Fact]
    public void What_was_believed_until_it_was_held_is_history_again_when_it_is_released()
    {
        var image = new MemoryImage(Scope.User("acme", "ann"), MemoryType.Episodic);
        var id = Remember(image, new MemoryDraft { Text = "the canary sings at dawn" }, Start, GateVerdict.Unguarded).Id;
        image.Apply(image.State.DecideHold(id, "doubtful", "caller", Start.AddHours(1))!);
        Assert.Null(image.State.Find(id, Start.AddMinutes(30)));
        Assert.Empty(image.Search(new MemorySearch { Query = "canary" }, Start.AddHours(2)).Hits);
        image.Apply(image.State.DecideRelease(id, null, Start.AddHours(3))!);
        Assert.NotNull(image.State.Find(id, Start.AddMinutes(30)));
        Assert.Null(image.State.Find(id, Start.AddHours(2)));
        Assert.NotNull(image.State.Find(id));
    }

    [Fact]
    public void A_held_write_replaces_nothing_before_it_is_released()
    {
        var state = new MemoryState(Scope.User("acme", "ann"), MemoryType.Semantic);
        var image = new MemoryImage(state.Scope, state.Type);
        var old = Remember(image, new MemoryDraft { Text = "the phone is 1", Kind = MemoryKind.Belief }, Start, GateVerdict.Unguarded).Id;
        var held = Remember(image, new MemoryDraft { Text = "the phone is 2", Kind = MemoryKind.Belief, Supersedes = old }, Start.AddHours(1), Held).Id;
        Assert.Null(image.State.Find(old)!.Lineage.RetiredAt);
        var refused = Assert.Throws<InvalidMemoryException>(() => image.State.Decide([new MemoryDraft { Text = "x", Kind = MemoryKind.Belief, Supersedes = held }], Start, new MemoryOptions()));
        Assert.Contains("quarantine", refused.Message, StringComparison.Ordinal);
        image.Apply(image.State.DecideRelease(held, null, Start.AddHours(2))!);
        Assert.Equal(held, image.State.Find(old)!.Lineage.SupersededBy);
        Assert.Equal(1, image.State.Count);
    }

    [Fact]
    public void A_retry_of_a_held_write_says_that_it_is_held_and_replay_gives_the_same_bytes()
    {
        var image = new MemoryImage(Scope.User("acme", "ann"), MemoryType.Episodic);
        var operations = new List<MemoryOperation>();
        var draft = new MemoryDraft { Text = "the canary sings at dawn", Key = "k" };
        var first = Remember(image, draft, Start, Held, operations);
        Assert.Equal(WriteDisposition.Held, first.Disposition);
        Assert.Equal(first, Remember(image, draft, Start.AddHours(1), GateVerdict.Unguarded, operations));
        Apply(image.State.DecideRelease(first.Id, "checked", Start.AddHours(2))!);
        Assert.Equal(WriteDisposition.Stored, Remember(image, draft, Start.AddHours(3), Held, operations).Disposition);
        Apply(image.State.DecideHold(first.Id, "again", "caller", Start.AddHours(4))!);
        Apply(image.State.DecideForget(first.Id, "purged", Start.AddHours(5))!);
        Assert.Equal(0, image.State.HeldCount);
        Assert.Equal(0, image.State.Count);

        var replayed = new MemoryImage(image.State.Scope, image.State.Type);
        foreach (var (number, operation) in operations.Index())
        {
            var writer = new FieldWriter();
            OperationCodec.Write(writer, operation);
            replayed.Apply(OperationCodec.Read(writer.Written, number + 1, new TextPool()));
        }

        Assert.Equal(Bytes(image), Bytes(replayed));

        void Apply(MemoryOperation operation)
        {
            image.Apply(operation);
            operations.Add(operation);
        }
    }

    [Fact]
    public void What_is_doubted_ranks_lower_and_equal_trust_changes_nothing()
    {
        var drafts = Enumerable.Range(0, 20).Select(i => new MemoryDraft { Text = $"the heron number {i} stands in the reeds of pond {i % 3}" }).ToArray();
        var (plain, trusted, mixed) = (Ranked(_ => 1), Ranked(_ => 0.8f), Ranked(i => i == 4 ? 0.3f : 0.8f));
        Assert.Equal(plain, trusted);
        Assert.True(mixed.IndexOf(4) > plain.IndexOf(4));
        Assert.Equal(plain.Where(i => i != 4), mixed.Where(i => i != 4));

        List<int> Ranked(Func<int, float> trust)
        {
            var image = new MemoryImage(Scope.User("acme", "ann"), MemoryType.Episodic, guard: new GuardOptions());
            foreach (var (number, draft) in drafts.Index())
                Remember(image, draft, Start, GateVerdict.Unguarded with { Trust = trust(number) });
            return [.. image.Search(new MemorySearch { Query = "which heron stands in pond 1", Limit = 20 }, Start).Hits.Select(hit => (int)hit.Record.Sequence - 1)];
        }
    }

    [Fact]
    public void What_is_derived_from_a_doubted_turn_does_not_push_out_what_is_trusted()
    {
        var image = new MemoryImage(Scope.User("acme", "ann"), MemoryType.Semantic);
        var trusted = Remember(image, Lives("Oslo"), Start, GateVerdict.Unguarded with { Trust = 0.8f }).Id;
        Propose("one", 0.66f);
        Assert.Null(image.State.Find(trusted)!.Lineage.RetiredAt);
        Assert.Equal("Paris", Assert.Single(image.State.PageHeld(0, 10).Held).Record.Slot!.Value);
        Propose("two", 0.8f);
        Assert.NotNull(image.State.Find(trusted)!.Lineage.RetiredAt);

        MemoryDraft Lives(string city) => new() { Text = $"Ann lives in {city}", Kind = MemoryKind.Belief, Slot = new Slot("Ann", "lives in", city) };

        void Propose(string key, float trust)
        {
            var proposal = new MemoryProposal
            {
                Kind = OperationKind.Supersede,
                Key = key,
                Target = trusted,
                Draft = Lives("Paris"),
                Producer = new ProducerVersion("rules", 1),
                Trust = trust,
            };
            foreach (var operation in image.State.Decide([proposal], image.State.Revision, Start.AddHours(1), new MemoryOptions())!.Value)
                image.Apply(operation);
        }
    }

    private static MemoryReceipt Remember(MemoryImage image, MemoryDraft draft, DateTimeOffset at, GateVerdict verdict, List<MemoryOperation>? log = null)
    {
        var decision = image.State.Decide([draft], at, new MemoryOptions(), null, (_, _) => verdict);
        foreach (var operation in decision.Operations)
            image.Apply(operation);
        log?.AddRange(decision.Operations);
        return decision.Receipts[0];
    }

    private static byte[] Bytes(MemoryImage image)
    {
        var writer = new FieldWriter();
        image.State.WriteTo(writer);
        return writer.Written.ToArray();
    }
}
