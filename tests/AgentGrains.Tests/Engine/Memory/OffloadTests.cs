using System.Collections.Immutable;
using AgentGrains.Engine.Decay;
using AgentGrains.Engine.Memory;
using Xunit;

namespace AgentGrains.Tests.Engine.Memory;

/// <summary>What a store is to hold of a journal follows the journal, and replay says the same; what its hits mean is the journal's to say.</summary>
public sealed class OffloadTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private readonly List<MemoryOperation> _journal = [];
    private readonly MemoryImage _image = new(Ann, MemoryType.Episodic, offloads: true);

    [Fact]
    public void What_fades_into_the_archive_leaves_the_store_and_comes_back_at_the_place_of_its_original()
    {
        var id = Remember("the oleander flowers", new StoredVector("m", 2, 8, 1, [127, 3]));
        var (model, point) = _image.VectorToStore(id)!.Value;
        Assert.Equal(("m", 2L), (model, point.Sequence));
        Assert.Equal([127f, 3f], point.Vector.ToArray());

        Retier(id, MemoryZone.Archive, null);
        Assert.Null(_image.VectorToStore(id));
        Retier(id, MemoryZone.Active, new StoredVector("m", 2, 8, 1, [127, 3]));
        Assert.Equal(4, _image.VectorToStore(id)!.Value.Point.Sequence);
        Assert.Equal(id, Assert.Single(_image.TakeUnfollowed()));
        Assert.Empty(_image.TakeUnfollowed());
        AssertReplays();
    }

    [Fact]
    public void Only_what_may_change_a_vector_moves_the_place_and_all_ids_are_named_the_forgotten_ones_too()
    {
        var (kept, gone) = (Remember("the oleander flowers", new StoredVector("m", 2, 8, 1, [127, 3])), Remember("the parcel came", new StoredVector("m", 2, 8, 1, [3, 127])));
        var at = _image.VectorsAt;
        Assert.Equal(4, at);
        foreach (var operation in _image.State.Decide([new MemoryDraft { Text = "no vector yet" }], Records.Monday, new MemoryOptions()).Operations)
            Apply(operation);
        Assert.Equal(at, _image.VectorsAt);
        Apply(_image.State.DecideForget(gone, null, Records.Monday)!);
        Assert.Equal(_image.State.Sequence, _image.VectorsAt);
        _image.TakeUnfollowed();
        _image.UnfollowAll();
        var all = _image.TakeUnfollowed();
        Assert.Equal(3, all.Count);
        Assert.True(all.Contains(kept) && all.Contains(gone));
        Assert.Null(_image.VectorToStore(gone));
        AssertReplays();
    }

    [Fact]
    public void Hits_count_by_place_and_model_and_the_index_holds_no_vector()
    {
        var (oleander, parcel) = (Remember("the oleander flowers", new StoredVector("m", 2, 8, 1, [127, 3])), Remember("the parcel came", new StoredVector("m", 2, 8, 1, [3, 127])));
        var own = new MemoryImage(Ann, MemoryType.Episodic);
        _journal.ForEach(own.Apply);
        Assert.Equal(4, _image.VectorBytes);   // of the records alone
        Assert.True(own.VectorBytes > _image.VectorBytes);

        Assert.Equal(["the parcel came"], Find("m", new VectorHit(parcel, 4, 0.9f)));
        Assert.Empty(Find("m", new VectorHit(parcel, 3, 0.9f)));
        Assert.Empty(Find("other", new VectorHit(parcel, 4, 0.9f)));
        Assert.Empty(Find("m", new VectorHit(parcel, 4, float.NaN)));
        Assert.Equal(["the parcel came", "the oleander flowers"], Find("m", new VectorHit(oleander, 2, 0.2f), new VectorHit(parcel, 4, 0.9f)));

        IEnumerable<string> Find(string model, params ImmutableArray<VectorHit> hits) => _image
            .Search(new MemorySearch { Query = "unheard", Vector = [0, 1], VectorModel = model, Near = new NearVectors(hits, true) }, Records.Monday).Hits.Select(hit => hit.Record.Text);
    }

    private MemoryId Remember(string text, StoredVector vector)
    {
        var decided = _image.State.Decide([new MemoryDraft { Text = text }], Records.Monday, new MemoryOptions());
        Apply(decided.Operations[0]);
        foreach (var operation in _image.DecideEmbed([(decided.Receipts[0].Id, vector)], Records.Monday))
            Apply(operation);
        return decided.Receipts[0].Id;
    }

    private void Retier(MemoryId id, MemoryZone zone, StoredVector? original)
    {
        var originals = original is null ? ImmutableDictionary<MemoryId, StoredVector>.Empty : ImmutableDictionary<MemoryId, StoredVector>.Empty.Add(id, original);
        foreach (var operation in _image.State.DecideRetier([new ZoneChange(id, _image.State.Find(id)!.Life with { Zone = zone })], originals, Records.Monday))
            Apply(operation);
    }

    private void Apply(MemoryOperation operation)
    {
        _journal.Add(operation);
        _image.Apply(operation);
    }

    private void AssertReplays()
    {
        var again = new MemoryImage(Ann, MemoryType.Episodic, offloads: true);
        _journal.ForEach(again.Apply);
        Assert.Equal(_image.VectorsAt, again.VectorsAt);
        again.UnfollowAll();
        foreach (var id in again.TakeUnfollowed())
            Assert.Equal(_image.VectorToStore(id)?.Point.Sequence, again.VectorToStore(id)?.Point.Sequence);
    }
}
