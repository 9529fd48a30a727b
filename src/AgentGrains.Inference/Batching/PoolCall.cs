namespace AgentGrains.Inference.Batching;

/// <summary>Whose work it is.</summary>
/// <param name="Tenant">From the caller's verified context, never from a field of a request.</param>
/// <param name="IsBackground">Nobody waits for it in person.</param>
/// <param name="Patience">How long it may wait and run; null takes the pool's deadline.</param>
internal readonly record struct PoolCall(string Tenant, bool IsBackground = false, TimeSpan? Patience = null);

/// <summary>One piece of work for a <see cref="MicroBatcher{TItem, TResult}"/>.</summary>
/// <param name="Item">What the backend is given.</param>
/// <param name="Length">Its length in tokens, about.</param>
/// <param name="Key">Work with the same key is done once while it is under way; null never shares.</param>
internal readonly record struct PoolWork<TItem>(TItem Item, int Length, UInt128? Key = null);
