using AgentGrains.Runtime.Tenants;
using Xunit;

namespace AgentGrains.Cluster.Tests.Tenants;

/// <summary>A tenant's directory and limits.</summary>
public sealed class TenantDirectoryTests
{
    [Fact]
    public async Task A_scope_is_listed_from_its_first_write_to_its_erasure_and_survives_restart()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var tenant = cluster.Memory.Tenant("acme");
        Assert.Equal(new TenantInfo("acme", false, 0, new TenantLimits()), await tenant.GetAsync());
        foreach (var name in new[] { "user:bob", "user:ann", "team:a" })
            await cluster.Memory.Scope("acme", name).RememberAsync("hello");
        await cluster.Silos.DeactivateAsync(GrainId.Create("tenant", "acme"));
        Assert.Equal(["team:a", "user:ann", "user:bob"], await tenant.ListScopesAsync().ToListAsync());
        foreach (var name in new[] { "user:bob", "user:ann", "team:a" })
            await cluster.Memory.Scope("acme", name).EraseAsync();
        Assert.Empty(await tenant.ListScopesAsync().ToListAsync());
        Assert.Equal(new TenantInfo("acme", false, 0, new TenantLimits()), await tenant.GetAsync());
    }

    [Fact]
    public async Task Tenants_are_listed_while_they_have_scopes_or_limits_and_not_to_code_that_is_held_to_one()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        foreach (var tenant in new[] { "globex", "acme" })
            await cluster.Memory.Scope(tenant, "user:ann").RememberAsync("hello");
        await cluster.Memory.Tenant("initech").SetLimitsAsync(new TenantLimits(MaxScopes: 1));
        await cluster.Silos.DeactivateAsync(GrainId.Create("tenant-directory", "tenants"));
        Assert.Equal(["acme", "globex", "initech"], await cluster.Memory.ListTenantsAsync().ToListAsync());
        await cluster.Memory.Scope("globex", "user:ann").EraseAsync();
        Assert.Equal(["acme", "initech"], await cluster.Memory.ListTenantsAsync().ToListAsync());
        await cluster.Memory.Scope("globex", "user:ann").RememberAsync("hello again");
        Assert.Equal(["acme", "globex", "initech"], await cluster.Memory.ListTenantsAsync().ToListAsync());
        await Assert.ThrowsAsync<TenantMismatchException>(async () =>
        {
            TenantConfinement.Enter("acme");
            await cluster.Memory.ListTenantsAsync().ToListAsync();
        });
    }

    [Fact]
    public async Task A_list_of_tenants_that_cannot_be_written_stops_nobody_and_is_caught_up_with()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        cluster.Storage.Faults.RefusesGrain = static grain => grain.Type.ToString() == "tenant-directory";
        await cluster.Memory.Scope("acme", "user:ann").RememberAsync("hello");
        Assert.Empty(await cluster.Memory.ListTenantsAsync().ToListAsync());
        cluster.Storage.Faults.RefusesGrain = null;
        await cluster.Silos.DeactivateAsync(GrainId.Create("tenant", "acme"));
        await cluster.Silos.DeactivateAsync(GrainId.Create("user-scope", "acme/user:ann"));
        await cluster.ForgetActivationsAsync(Scope.User("acme", "ann"));
        await cluster.Memory.Scope("acme", "user:ann").RememberAsync("hello again");
        Assert.Equal(["acme"], await cluster.Memory.ListTenantsAsync().ToListAsync());
    }

    [Fact]
    public async Task More_scopes_than_the_tenant_may_have_are_refused_and_nothing_is_written()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        await cluster.Memory.Tenant("acme").SetLimitsAsync(new TenantLimits(MaxScopes: 1));
        await cluster.Memory.Scope("acme", "user:ann").RememberAsync("hello");
        var before = cluster.Storage.Records.Count;
        var refusal = await Assert.ThrowsAsync<LimitExceededException>(
            async () => await cluster.Memory.Scope("acme", "user:bob").RememberAsync("hello"));
        Assert.Equal(("MaxScopes", 1L), (refusal.Limit, refusal.Value));
        Assert.Equal(before, cluster.Storage.Records.Count);
        await cluster.Memory.Scope("acme", "user:ann").RememberAsync("still welcome");
        await cluster.Memory.Scope("acme", "user:ann").EraseAsync();
        await cluster.Memory.Scope("acme", "user:bob").RememberAsync("now there is room");
    }

    [Fact]
    public async Task The_directory_is_paged_beyond_a_thousand_scopes()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        TenantContext.Set("acme");
        var tenant = cluster.Grains.GetGrain<ITenantGrain>("acme");
        for (var i = 0; i < 1_005; i++)
            await tenant.EnterScopeAsync($"user:{i:D5}", CancellationToken.None);
        Assert.Equal(
            Enumerable.Range(0, 1_005).Select(i => $"user:{i:D5}"), await cluster.Memory.Tenant("acme").ListScopesAsync().ToListAsync());
    }

    [Fact]
    public async Task A_limit_below_one_is_refused()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        await Assert.ThrowsAsync<InvalidMemoryException>(
            async () => await cluster.Memory.Tenant("acme").SetLimitsAsync(new TenantLimits(MaxScopes: 0)));
    }
}
