using Xunit;

namespace AgentGrains.Conformance;

public abstract partial class VectorStoreConformance
{
    [Fact]
    public async Task Writing_again_doubles_nothing_and_the_last_vector_stays()
    {
        var owner = NewOwner();
        await Store.UpsertAsync(owner, Model, Points(1, 20), Cancellation);
        await Store.UpsertAsync(owner, Model, Points(1, 20), Cancellation);
        await Store.UpsertAsync(owner, Model, [new(Id(7), 77, Vector(500))], Cancellation);

        Assert.Equal(20, await Store.CountAsync(owner, Model, Cancellation));
        var best = (await FindAsync(owner, Vector(500), 1))[0];
        Assert.Equal((Id(7), 77), (best.Id, best.Sequence));
        Assert.Equal(1, best.Cosine, 1e-4);
    }

    [Fact]
    public async Task A_record_has_one_vector_whatever_its_model()
    {
        var owner = NewOwner();
        await Store.UpsertAsync(owner, Model, Points(1, 3), Cancellation);
        await Store.UpsertAsync(owner, "model/2", [new(Id(2), 12, Vector(2, 7))], Cancellation);

        Assert.Equal([Id(1), Id(3)], (await FindAsync(owner, Vector(2))).Select(hit => hit.Id).Order());
        Assert.Equal(1, await Store.CountAsync(owner, "model/2", Cancellation));
    }

    [Fact]
    public async Task What_is_deleted_is_not_found_and_deleting_again_is_harmless()
    {
        var owner = NewOwner();
        await Store.UpsertAsync(owner, Model, Points(1, 10), Cancellation);
        await Store.UpsertAsync(owner, "model/2", [new(Id(11), 11, Vector(11, 7))], Cancellation);
        for (var round = 0; round < 2; round++)
            await Store.DeleteAsync(owner, [Id(3), Id(4), Id(11), Id(999)], Cancellation);

        Assert.Equal([1, 2, 5, 6, 7, 8, 9, 10], (await FindAsync(owner, Vector(3))).Select(hit => hit.Sequence).Order());
        Assert.Equal(0, await Store.CountAsync(owner, "model/2", Cancellation));
        await Store.DeleteAsync(NewOwner(), [Id(1)], Cancellation);   // a tenant that has nothing
    }

    [Fact]
    public async Task A_memory_is_deleted_with_its_cursors_and_no_other_is()
    {
        var owner = NewOwner();
        VectorOwner[] others = [owner with { Memory = MemoryType.Episodic }, owner with { Scope = Scope.User(owner.Scope.Tenant, "bob") }];
        foreach (var (number, each) in others.Prepend(owner).Index())
        {
            await Store.UpsertAsync(each, Model, Points(1 + number * 10, 4, each.Memory), Cancellation);
            await Store.UpsertAsync(each, "model/2", [new(Id(5 + number * 10, each.Memory), 5, Vector(5, 7))], Cancellation);
            await Store.WriteCursorAsync(each, Model, 0, 4, Cancellation);
            await Store.WriteCursorAsync(each, "model/2", 1, 5, Cancellation);
        }

        for (var round = 0; round < 2; round++)
            await Store.DeleteMemoryAsync(owner, Cancellation);

        Assert.Equal(0, await Store.CountAsync(owner, Model, Cancellation));
        Assert.Equal(0, await Store.CountAsync(owner, "model/2", Cancellation));
        Assert.Null(await Store.ReadCursorAsync(owner, Model, 0, Cancellation));
        Assert.Null(await Store.ReadCursorAsync(owner, "model/2", 1, Cancellation));
        foreach (var other in others)
        {
            Assert.Equal(4, await Store.CountAsync(other, Model, Cancellation));
            Assert.Equal(5, await Store.ReadCursorAsync(other, "model/2", 1, Cancellation));
        }
    }

    [Fact]
    public async Task A_tenant_is_deleted_and_no_other_is()
    {
        var (owner, other) = (NewOwner(), NewOwner());
        foreach (var each in new[] { owner, other })
        {
            await Store.UpsertAsync(each, Model, Points(1, 4), Cancellation);
            await Store.UpsertAsync(each, "model/2", [new(Id(9), 9, Vector(5, 7))], Cancellation);
            await Store.WriteCursorAsync(each, Model, 0, 4, Cancellation);
        }

        for (var round = 0; round < 2; round++)
            await Store.DeleteTenantAsync(owner.Scope.Tenant, Cancellation);

        Assert.Empty(await FindAsync(owner, Vector(1)));
        Assert.Null(await Store.ReadCursorAsync(owner, Model, 0, Cancellation));
        Assert.Equal(4, (await FindAsync(other, Vector(1))).Length);
        Assert.Equal(4, await Store.ReadCursorAsync(other, Model, 0, Cancellation));
        await Store.UpsertAsync(owner, Model, [new(Id(1), 1, Vector(1, 5))], Cancellation);   // also with another dimension
        Assert.Equal(1, await Store.CountAsync(owner, Model, Cancellation));
    }

    [Fact]
    public async Task Cursors_are_kept_by_memory_model_and_part_and_are_no_vectors()
    {
        var owner = NewOwner();
        var other = owner with { Memory = MemoryType.Procedural };
        Assert.Null(await Store.ReadCursorAsync(owner, Model, 0, Cancellation));
        await Store.UpsertAsync(owner, Model, Points(1, 2), Cancellation);
        await Store.UpsertAsync(owner, "model/2", [new(Id(3), 3, Vector(3, 7))], Cancellation);
        await Store.WriteCursorAsync(owner, Model, 0, 10, Cancellation);
        await Store.WriteCursorAsync(owner, Model, 0, 20, Cancellation);
        await Store.WriteCursorAsync(owner, Model, 3, 3L << 40, Cancellation);
        await Store.WriteCursorAsync(owner, "model/2", 0, 7, Cancellation);
        await Store.WriteCursorAsync(other, Model, 0, 5, Cancellation);

        Assert.Equal(20, await Store.ReadCursorAsync(owner, Model, 0, Cancellation));
        Assert.Equal(3L << 40, await Store.ReadCursorAsync(owner, Model, 3, Cancellation));
        Assert.Null(await Store.ReadCursorAsync(owner, Model, 1, Cancellation));
        Assert.Equal(7, await Store.ReadCursorAsync(owner, "model/2", 0, Cancellation));
        Assert.Equal(5, await Store.ReadCursorAsync(other, Model, 0, Cancellation));
        Assert.Equal(2, await Store.CountAsync(owner, Model, Cancellation));
        Assert.Equal(2, (await FindAsync(owner, Vector(-1))).Length);
        Assert.Empty(await FindAsync(other, Vector(-1)));
    }

    [Fact]
    public async Task Writers_at_once_lose_nothing()
    {
        var tenant = NewTenant();
        var owners = Enumerable.Range(0, 8).Select(number => new VectorOwner(Scope.User(tenant, $"u{number}"), MemoryType.Semantic)).ToList();
        await Task.WhenAll(owners.Select((owner, number) => Task.Run(async () =>
        {
            for (var batch = 0; batch < 5; batch++)
                await Store.UpsertAsync(owner, Model, Points(1 + number * 1_000 + batch * 20, 20), Cancellation);
        }, Cancellation)));

        foreach (var owner in owners)
            Assert.Equal(100, await Store.CountAsync(owner, Model, Cancellation));
    }
}
