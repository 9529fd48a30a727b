using AgentGrains.Cluster.Tests.Vectors.Offload;
using AgentGrains.Hosting;
using AgentGrains.Storage.Qdrant;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;
using static AgentGrains.Cluster.Tests.Vectors.Offload.OffloadTurns;

namespace AgentGrains.Cloud.Tests.Qdrant;

/// <summary>A silo that is told of Qdrant by its configuration, from the first record to the erasure of its scope.</summary>
public sealed class QdrantOffloadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_configured_silo_writes_to_Qdrant_is_answered_by_it_does_without_it_and_erases_there()
    {
        await using var server = await QdrantServer.StartAsync();
        using var store = new QdrantVectorStore(new QdrantOptions { Endpoint = server.Endpoint, Prefix = "test" });
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["AgentGrains:Storage:Kind"] = "Memory";
        builder.Configuration["AgentGrains:Vectors:Kind"] = "Qdrant";
        builder.Configuration["AgentGrains:Vectors:Endpoint"] = server.Endpoint.AbsoluteUri;
        builder.Configuration["AgentGrains:Vectors:Prefix"] = "test";
        builder.Configuration["AgentGrains:Vectors:RestAfterFailure"] = "00:00:00.02";
        builder.Configuration["AgentGrains:Vectors:BatchSize"] = "3";
        builder.AddAgentGrainsSilo(static grains => grains.UseEmbedder(static _ => new MeaningEmbedder()).ConfigureDerivation(static options => options.Enabled = false));
        using var host = builder.Build();
        await host.StartAsync(Token);
        var memory = host.Services.GetRequiredService<IMemoryClient>().Scope(Ann);

        for (var n = 0; n < 14; n++)
            await memory.RememberAsync(Turn(n), Token);
        await FollowedAsync(14);
        Assert.All(server.Names, static name => Assert.StartsWith("test-", name, StringComparison.Ordinal));
        var found = await memory.RecallAsync(Question(0), cancellationToken: Token);
        Assert.DoesNotContain(RecallRemark.Degraded, found.Flags);
        Assert.All(found.Evidence.Take(2), static item => Assert.Contains("kettle", item.Record.Text, StringComparison.Ordinal));

        server.Fails = static _ => StatusCode.Unavailable;
        await memory.RememberAsync(Turn(14), Token);
        Assert.Contains(RecallRemark.Degraded, (await memory.RecallAsync("Which kettle?", cancellationToken: Token)).Flags);
        await Assert.ThrowsAsync<WriteUncertainException>(async () =>
        {
            TenantContext.Set(Ann.Tenant);
            await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IUserScopeGrain>(Ann.Key).EraseRecordsAsync([found.Evidence[0].Record.Id], Token);
        });
        server.Fails = static _ => null;
        await memory.EraseRecordsAsync([found.Evidence[0].Record.Id], Token);
        await FollowedAsync(14);
        Assert.DoesNotContain(RecallRemark.Degraded, (await memory.RecallAsync(Question(0), cancellationToken: Token)).Flags);

        await memory.EraseAsync(Token);
        Assert.Equal(0, await store.CountAsync(Log, MeaningEmbedder.Id, Token));
        Assert.Null(await store.ReadCursorAsync(Log, MeaningEmbedder.Id, 0, Token));
        await host.StopAsync(Token);

        Task FollowedAsync(int vectors) => UntilAsync(async () => await store.CountAsync(Log, MeaningEmbedder.Id, Token) == vectors, $"Qdrant does not hold {vectors} vectors.");
    }
}
