using AgentGrains.Conformance;
using AgentGrains.Storage.Qdrant;
using Grpc.Core;
using Xunit;

namespace AgentGrains.Cloud.Tests.Qdrant;

/// <summary>Qdrant's adapter keeps the promises of a store, before a server that speaks its protocol, and when that one fails.</summary>
public sealed class QdrantVectorStoreTests : VectorStoreConformance
{
    private QdrantServer _server = null!;

    protected override async ValueTask<IVectorStore> OpenAsync()
    {
        _server = await QdrantServer.StartAsync();
        return new QdrantVectorStore(new QdrantOptions { Endpoint = _server.Endpoint, BatchSize = 7, Retries = 3 });
    }

    protected override async ValueTask CloseAsync()
    {
        ((QdrantVectorStore)Store).Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_fails_now_and_then_is_tried_again_and_nothing_is_doubled(bool after)
    {
        var (owner, calls, failures) = (NewOwner(), 0, 0);
        _server.FailsAfter = after;
        _server.Fails = _ => Interlocked.Increment(ref calls) % 3 == 0 && Interlocked.Increment(ref failures) > 0 ? StatusCode.Unavailable : null;
        await Store.UpsertAsync(owner, Model, Points(1, 50), Cancellation);
        await Store.DeleteAsync(owner, [Id(5)], Cancellation);
        await Store.WriteCursorAsync(owner, Model, 0, 50, Cancellation);
        _server.Fails = static _ => null;

        Assert.True(failures > 3, $"Only {failures} calls failed.");
        Assert.Equal(49, await Store.CountAsync(owner, Model, Cancellation));
        Assert.Equal(50, await Store.ReadCursorAsync(owner, Model, 0, Cancellation));
        Assert.Equal(49, (await FindAsync(owner, Vector(1))).Length);
    }

    [Fact]
    public async Task A_server_that_is_away_is_an_error_soon_and_what_cannot_succeed_is_not_repeated()
    {
        var (owner, calls) = (NewOwner(), 0);
        await Store.UpsertAsync(owner, Model, Points(1, 3), Cancellation);
        _server.Fails = method => method == "Points/Query" && Interlocked.Increment(ref calls) > 0 ? StatusCode.Unavailable : null;
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(async () => await FindAsync(owner, Vector(1)))).StatusCode);
        Assert.Equal(4, calls);

        calls = 0;
        _server.Fails = method => method == "Points/Query" && Interlocked.Increment(ref calls) > 0 ? StatusCode.Unauthenticated : null;
        await Assert.ThrowsAsync<RpcException>(async () => await FindAsync(owner, Vector(1)));
        Assert.Equal(1, calls);
        _server.Fails = static _ => null;
        Assert.Equal(3, (await FindAsync(owner, Vector(1))).Length);
    }

    [Fact]
    public async Task A_tenant_that_another_silo_deleted_is_written_anew_and_its_names_tell_nothing()
    {
        var owner = NewOwner();
        using var other = new QdrantVectorStore(new QdrantOptions { Endpoint = _server.Endpoint });
        await Store.UpsertAsync(owner, Model, Points(1, 3), Cancellation);
        Assert.DoesNotContain(owner.Scope.Tenant, Assert.Single(_server.Names), StringComparison.Ordinal);
        await other.DeleteTenantAsync(owner.Scope.Tenant, Cancellation);
        Assert.Empty(_server.Names);

        Assert.Empty(await FindAsync(owner, Vector(1)));
        await Store.WriteCursorAsync(owner, Model, 0, 3, Cancellation);
        Assert.Null(await Store.ReadCursorAsync(owner, Model, 0, Cancellation));
        await Store.UpsertAsync(owner, Model, Points(1, 2), Cancellation);
        await other.DeleteTenantAsync(owner.Scope.Tenant, Cancellation);
        await Store.UpsertAsync(owner, Model, [new(Id(4), 4, Vector(4, 9))], Cancellation);
        Assert.Equal(1, await other.CountAsync(owner, Model, Cancellation));
    }

    [Fact]
    public void Options_that_cannot_be_used_say_what_to_write()
    {
        Assert.Contains("http://127.0.0.1:6334", Assert.Throws<ArgumentException>(() => new QdrantVectorStore(new QdrantOptions())).Message, StringComparison.Ordinal);
        Assert.Contains("Prefix", Assert.Throws<ArgumentException>(() => new QdrantVectorStore(new QdrantOptions { Endpoint = _server.Endpoint, Prefix = "a b" })).Message, StringComparison.Ordinal);
    }
}
