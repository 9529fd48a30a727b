namespace AgentGrains.Benchmarks.Tenants;

/// <summary>
/// Tries every public way to a tenant's memory with another tenant's identity: each method of each grain interface, found by reflection,
/// and the client's calls that take a scope. Whatever is not refused as another tenant's is a leak.
/// </summary>
internal sealed class LeakSweep(IGrainFactory grains, IMemoryClient client)
{
    private int _attempts;
    private int _leaks;

    /// <summary>Calls that were tried.</summary>
    public int Attempts => _attempts;

    /// <summary>Calls that were not refused.</summary>
    public int Leaks => _leaks;

    /// <summary>The first call that was not refused, and what came of it.</summary>
    public string? FirstLeak { get; private set; }

    /// <summary>Tries everything once.</summary>
    /// <param name="attacker">Whose identity is used.</param>
    /// <param name="victim">Whose memory is tried for; it has a scope user:ann.</param>
    public async Task AttackAsync(string attacker, string victim)
    {
        // What destroys comes last: without a filter there would be nothing left to read.
        foreach (var (type, method) in GrainCalls.All.OrderBy(call => Destroys(call.Method.Name)))
            await TryAsync($"{type.Name}.{method.Name}", attacker, () => GrainCalls.InvokeAsync(GrainCalls.Reference(grains, type, victim), method));

        var (own, other) = (Scope.User(attacker, "ann"), Scope.User(victim, "ann"));
        await TryAsync("client recall", attacker, async () => await client.RecallAsync(attacker, new RecallRequest { Query = "canary", Scopes = [other] }));
        await TryAsync("client recall with its own scope beside", attacker, async () => await client.RecallAsync(attacker, new RecallRequest { Query = "canary", Scopes = [own, other] }));
        await TryAsync("client resolve", attacker, async () => await client.ResolveAsync(attacker, new ResolveRequest { Scopes = [other], Fields = [new FormField { Name = "canary" }] }));
        await TryAsync("agent that reads", attacker, async () => await client.Agent(attacker, "spy").ConfigureAsync(new AgentProfile { Reads = [other] }));
        await TryAsync("agent that writes", attacker, async () => await client.Agent(attacker, "spy").ConfigureAsync(new AgentProfile { Reads = [], Writes = other }));
    }

    /// <summary>Counts what somebody was shown and was not to see.</summary>
    public void Seen(string how, bool isOthers)
    {
        Interlocked.Increment(ref _attempts);
        if (isOthers)
            Leak($"{how} showed another tenant's memory");
    }

    private async Task TryAsync(string how, string attacker, Func<Task> call)
    {
        Interlocked.Increment(ref _attempts);
        RequestContext.Clear();
        TenantContext.Set(attacker);
        try
        {
            await call();
            Leak($"{how} was answered");
        }
        catch (TenantMismatchException)
        {
        }
        catch (InvalidMemoryException refusal) when (refusal.Message.Contains("tenant", StringComparison.OrdinalIgnoreCase))
        {
        }
        catch (Exception reached)
        {
            Leak($"{how} came as far as {reached.GetType().Name}: {reached.Message}");
        }
        finally
        {
            RequestContext.Clear();
        }
    }

    private void Leak(string what)
    {
        Interlocked.Increment(ref _leaks);
        FirstLeak ??= what;
    }

    private static bool Destroys(string method) =>
        method.StartsWith("Erase", StringComparison.Ordinal) || method.StartsWith("Leave", StringComparison.Ordinal) || method.StartsWith("Destroy", StringComparison.Ordinal);
}
