using Xunit;

namespace AgentGrains.Conformance;

public abstract partial class VectorStoreConformance
{
    [Fact]
    public async Task The_nearest_come_first_with_their_cosines_and_sequences()
    {
        var (owner, points, asked) = (NewOwner(), Points(1, 200), Vector(-1));
        await Store.UpsertAsync(owner, Model, points, Cancellation);

        var found = await FindAsync(owner, asked, 10);

        var expected = points.OrderByDescending(point => Cosine(asked, point.Vector.Span)).Take(10).ToList();
        Assert.Equal(expected.Select(point => point.Id), found.Select(hit => hit.Id));
        Assert.Equal(expected.Select(point => point.Sequence), found.Select(hit => hit.Sequence));
        Assert.All(expected.Zip(found), pair => Assert.Equal(Cosine(asked, pair.First.Vector.Span), pair.Second.Cosine, 1e-4));
    }

    [Fact]
    public async Task The_length_of_a_vector_does_not_matter()
    {
        var owner = NewOwner();
        float[] near = Vector(1), far = Vector(2);
        await Store.UpsertAsync(owner, Model, [new(Id(1), 1, near.Select(value => value * 1e-3f).ToArray()), new(Id(2), 2, far.Select(value => value * 1e3f).ToArray())], Cancellation);

        var found = await FindAsync(owner, near);

        Assert.Equal(Id(1), found[0].Id);
        Assert.Equal(1, found[0].Cosine, 1e-4);
    }

    [Fact]
    public async Task Fewer_than_the_limit_come_only_when_there_are_no_more()
    {
        var owner = NewOwner();
        await Store.UpsertAsync(owner, Model, Points(1, 40), Cancellation);

        Assert.Equal(40, (await FindAsync(owner, Vector(-1), 41)).Length);
        Assert.Equal(39, (await FindAsync(owner, Vector(-1), 39)).Length);
    }

    [Fact]
    public async Task A_memory_finds_nothing_of_another_memory_scope_or_tenant()
    {
        var owner = NewOwner();
        VectorOwner[] others =
        [
            owner with { Memory = MemoryType.Episodic }, owner with { Scope = Scope.User(owner.Scope.Tenant, "bob") },
            owner with { Scope = Scope.Agent(owner.Scope.Tenant, "ann") }, NewOwner(),
        ];
        foreach (var (number, other) in others.Index())
            await Store.UpsertAsync(other, Model, Points(1 + number * 10, 10, other.Memory), Cancellation);

        Assert.Empty(await FindAsync(owner, Vector(-1)));
        Assert.Equal(0, await Store.CountAsync(owner, Model, Cancellation));
        await Store.UpsertAsync(owner, Model, Points(100, 3), Cancellation);
        Assert.Equal(Points(100, 3).Select(point => point.Id), (await FindAsync(owner, Vector(-1))).Select(hit => hit.Id).Order());
        foreach (var other in others)
            Assert.Equal(10, (await FindAsync(other, Vector(-1))).Length);
    }

    [Fact]
    public async Task Two_memories_may_use_the_same_numbers()
    {
        var semantic = NewOwner();
        var episodic = semantic with { Memory = MemoryType.Episodic };
        await Store.UpsertAsync(semantic, Model, [new(Id(1), 1, Vector(1))], Cancellation);
        await Store.UpsertAsync(episodic, Model, [new(Id(1, MemoryType.Episodic), 1, Vector(2))], Cancellation);
        await Store.DeleteAsync(episodic, [Id(1, MemoryType.Episodic)], Cancellation);

        Assert.Equal(Id(1), Assert.Single(await FindAsync(semantic, Vector(1))).Id);
        Assert.Empty(await FindAsync(episodic, Vector(1)));
    }

    [Fact]
    public async Task Models_never_meet_whatever_their_dimension()
    {
        var owner = NewOwner();
        await Store.UpsertAsync(owner, Model, Points(1, 5), Cancellation);
        await Store.UpsertAsync(owner, "model/2", [new(Id(10), 10, Vector(10, 7))], Cancellation);

        Assert.Equal(5, (await FindAsync(owner, Vector(-1))).Length);
        Assert.Equal(Id(10), Assert.Single(await FindAsync(owner, Vector(-1, 7), model: "model/2")).Id);
        Assert.Empty(await FindAsync(owner, Vector(-1, 3), model: "a model that nobody wrote with"));
    }

    [Fact]
    public async Task Another_dimension_under_the_same_model_is_refused()
    {
        var owner = NewOwner();
        await Store.UpsertAsync(owner, Model, Points(1, 2), Cancellation);

        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await Store.UpsertAsync(owner, Model, [new(Id(9), 9, Vector(9, 5))], Cancellation));
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await FindAsync(owner, Vector(9, 5)));
        Assert.Equal(2, await Store.CountAsync(owner, Model, Cancellation));
    }
}
