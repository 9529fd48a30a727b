namespace AgentGrains.Silo.Tests;

internal sealed class FakeQuarantine : IQuarantine
{
    public List<HeldMemory> Held { get; } = [];

    public IAsyncEnumerable<HeldMemory> ListAsync(CancellationToken cancellationToken = default) => Held.ToAsyncEnumerable();

    public ValueTask<HeldMemory?> GetAsync(MemoryId id, CancellationToken cancellationToken = default) => new(Held.Find(held => held.Record.Id == id));

    public ValueTask<bool> HoldAsync(MemoryId id, string reason, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<bool> ReleaseAsync(MemoryId id, string? reason = null, CancellationToken cancellationToken = default) => new(Held.RemoveAll(held => held.Record.Id == id) > 0);

    public ValueTask<bool> PurgeAsync(MemoryId id, string? reason = null, CancellationToken cancellationToken = default) => ReleaseAsync(id, reason, cancellationToken);
}
