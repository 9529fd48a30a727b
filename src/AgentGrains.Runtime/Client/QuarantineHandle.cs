using System.Runtime.CompilerServices;
using AgentGrains.Runtime.Guard;
using AgentGrains.Runtime.Memory;

namespace AgentGrains.Runtime.Client;

/// <summary>The quarantine of one scope, seen from a client. Every call is safe to repeat.</summary>
internal sealed class QuarantineHandle(Scope scope, Func<MemoryType, IMemoryGrain> memory, WriteRetry retry) : IQuarantine
{
    public async IAsyncEnumerable<HeldMemory> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var type in Enum.GetValues<MemoryType>())
        {
            for (long? position = 0; position is { } from;)
            {
                TenantContext.Set(scope.Tenant);   // an iterator forgets it at every yield
                var page = await retry.RunAsync(static (call, _) => call.Grain.ListHeldAsync(call.from, PageSize.Max), (Grain: Sink(type), from), cancellationToken);
                foreach (var held in page.Held)
                    yield return held;
                position = page.Next;
            }
        }
    }

    public async ValueTask<HeldMemory?> GetAsync(MemoryId id, CancellationToken cancellationToken = default)
    {
        TenantContext.Set(scope.Tenant);
        return await retry.RunAsync(static (call, _) => call.Grain.GetHeldAsync(call.id), (Grain: Sink(id.Type), id), cancellationToken);
    }

    public async ValueTask<bool> HoldAsync(MemoryId id, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reason);
        Prepare(reason);
        return await retry.RunAsync(static (call, _) => call.Grain.HoldAsync(call.id, call.reason), (Grain: Sink(id.Type), id, reason), cancellationToken);
    }

    public async ValueTask<bool> ReleaseAsync(MemoryId id, string? reason = null, CancellationToken cancellationToken = default)
    {
        Prepare(reason);
        return await retry.RunAsync(static (call, _) => call.Grain.ReleaseAsync(call.id, call.reason), (Grain: Sink(id.Type), id, reason), cancellationToken);
    }

    public async ValueTask<bool> PurgeAsync(MemoryId id, string? reason = null, CancellationToken cancellationToken = default)
    {
        Prepare(reason);
        return await retry.RunAsync(static (call, _) => call.Grain.PurgeAsync(call.id, call.reason), (Grain: Sink(id.Type), id, reason), cancellationToken);
    }

    private void Prepare(string? reason)
    {
        WireRules.CheckText("reason", reason);
        TenantContext.Set(scope.Tenant);
    }

    private IQuarantineSink Sink(MemoryType type) => memory(type).AsReference<IQuarantineSink>();
}
