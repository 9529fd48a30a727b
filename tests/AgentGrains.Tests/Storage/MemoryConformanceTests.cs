using AgentGrains.Conformance;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.TestingHost;
using Xunit;

namespace AgentGrains.Tests.Storage;

/// <summary>A silo with what Orleans keeps in memory: the suites must not ask more than Orleans' own providers give.</summary>
public sealed class MemorySilo : IAsyncLifetime
{
    public InProcessTestCluster Cluster { get; private set; } = null!;

    public IServiceProvider Services => Cluster.Silos[0].ServiceProvider;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.AddMemoryGrainStorage("memory").UseInMemoryReminderService());
        Cluster = builder.Build();
        await Cluster.DeployAsync();
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

/// <summary>The silo outlives a reopen: memory storage promises to outlive its clients, not its silo.</summary>
public sealed class MemoryGrainStorageConformanceTests(MemorySilo silo) : GrainStorageConformance, IClassFixture<MemorySilo>
{
    protected override bool RefusesETagWithoutRecord => false;

    protected override ValueTask<IGrainStorage> OpenAsync() => new(silo.Services.GetRequiredKeyedService<IGrainStorage>("memory"));

    protected override ValueTask<IGrainStorage> ReopenAsync() => new(MemoryGrainStorageFactory.Create(silo.Services, "memory"));

    protected override ValueTask CloseAsync() => default;
}

public sealed class MemoryReminderTableConformanceTests(MemorySilo silo) : ReminderTableConformance, IClassFixture<MemorySilo>
{
    protected override ValueTask<IReminderTable> OpenAsync() => new(silo.Services.GetRequiredService<IReminderTable>());

    protected override ValueTask<IReminderTable> ReopenAsync() => OpenAsync();

    protected override ValueTask CloseAsync() => default;
}
