namespace AgentGrains;

/// <summary>Base of every error this runtime raises on purpose. The message says what to do.</summary>
[GenerateSerializer, Alias("agentgrains.AgentGrainsException")]
public abstract class AgentGrainsException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A tenant name or scope breaks a naming rule. Nothing was written.</summary>
[GenerateSerializer, Alias("agentgrains.InvalidScopeException")]
public sealed class InvalidScopeException(string message) : AgentGrainsException(message);

/// <summary>The caller's input is not valid. Nothing was written.</summary>
/// <param name="field">The field that is wrong, as the caller wrote it.</param>
/// <param name="message">What is wrong with it and what to do.</param>
[GenerateSerializer, Alias("agentgrains.InvalidMemoryException")]
public sealed class InvalidMemoryException(string field, string message) : AgentGrainsException(message)
{
    /// <summary>The field that is wrong.</summary>
    [Id(0)] public string Field { get; } = field;
}

/// <summary>An idempotency key was used before with other content. Nothing was written.</summary>
/// <param name="key">The key.</param>
/// <param name="scope">The scope it was used in.</param>
/// <param name="existing">The receipt of the first write.</param>
[GenerateSerializer, Alias("agentgrains.IdempotencyConflictException")]
public sealed class IdempotencyConflictException(string key, string scope, MemoryReceipt existing) : AgentGrainsException(
    $"Key '{key}' was already used in scope '{scope}' with other content (sequence {existing.Sequence}). Use a new key for new content.")
{
    /// <summary>The receipt of the first write.</summary>
    [Id(0)] public MemoryReceipt Existing { get; } = existing;
}

/// <summary>A call reached a grain of another tenant, or carried no tenant at all. Nothing was read or written.</summary>
[GenerateSerializer, Alias("agentgrains.TenantMismatchException")]
public sealed class TenantMismatchException(string message) : AgentGrainsException(message);

/// <summary>A limit of the tenant or scope is reached. Nothing was written.</summary>
/// <param name="limit">Name of the option that sets the limit.</param>
/// <param name="value">Its value.</param>
/// <param name="message">What is full and what to do.</param>
[GenerateSerializer, Alias("agentgrains.LimitExceededException")]
public sealed class LimitExceededException(string limit, long value, string message) : AgentGrainsException(message)
{
    /// <summary>Name of the option that sets the limit.</summary>
    [Id(0)] public string Limit { get; } = limit;

    /// <summary>The limit's value.</summary>
    [Id(1)] public long Value { get; } = value;

    /// <summary>
    /// After which time the same call may succeed: of a rate, when it will have been refilled; of room, when a raised limit would hold.
    /// Null when waiting is no remedy.
    /// </summary>
    [Id(2)] public TimeSpan? RetryAfter { get; init; }

    /// <summary>This one call asks for more than the limit leaves to anybody: send less in one call.</summary>
    [Id(3)] public bool IsTooLarge { get; init; }
}

/// <summary>
/// What storage holds is not what was written: a flipped bit, a missing segment, an unknown format. The memory refuses every call,
/// so that nothing is written over what may still be saved.
/// </summary>
/// <param name="scope">Key of the scope.</param>
/// <param name="segment">Name of the damaged segment.</param>
/// <param name="message">What is wrong with it and what to do.</param>
[GenerateSerializer, Alias("agentgrains.JournalCorruptedException")]
public sealed class JournalCorruptedException(string scope, string segment, string message) : AgentGrainsException(message)
{
    /// <summary>Key of the scope.</summary>
    [Id(0)] public string Scope { get; } = scope;

    /// <summary>Name of the damaged segment.</summary>
    [Id(1)] public string Segment { get; } = segment;
}

/// <summary>
/// Storage failed and whether the write happened is not known. Retry with the same idempotency key: it will not be doubled.
/// </summary>
[GenerateSerializer, Alias("agentgrains.WriteUncertainException")]
public sealed class WriteUncertainException(string message, Exception? inner = null) : AgentGrainsException(message, inner);

/// <summary>Storage could not be read. Nothing was changed; the same call can be made again in a moment.</summary>
[GenerateSerializer, Alias("agentgrains.StorageUnavailableException")]
public sealed class StorageUnavailableException(string message, Exception? inner = null) : AgentGrainsException(message, inner);

/// <summary>A model answered with something that cannot be used: not the asked form, cut off, or empty. Nothing was changed by it.</summary>
/// <param name="stage">The stage that asked.</param>
/// <param name="message">What is wrong with the answer.</param>
/// <param name="inner">Where it was found out.</param>
[GenerateSerializer, Alias("agentgrains.ModelOutputException")]
public sealed class ModelOutputException(string stage, string message, Exception? inner = null) : AgentGrainsException(message, inner)
{
    /// <summary>The stage that asked.</summary>
    [Id(0)] public string Stage { get; } = stage;
}

/// <summary>A team's answer cannot be used, and what it cost counts all the same. A team may throw it; its step becomes a fault.</summary>
/// <param name="tokens">Tokens that were spent, at least 0.</param>
/// <param name="message">What is wrong with the answer.</param>
/// <param name="inner">What happened.</param>
[GenerateSerializer, Alias("agentgrains.DebateTeamException")]
public sealed class DebateTeamException(long tokens, string message, Exception? inner = null) : AgentGrainsException(message, inner)
{
    /// <summary>Tokens that were spent.</summary>
    [Id(0)] public long Tokens { get; } = tokens;
}

/// <summary>A debate's request or id is not valid, or there is no such debate. Nothing was started.</summary>
/// <param name="field">The field that is wrong, as the caller wrote it.</param>
/// <param name="message">What is wrong with it and what to do.</param>
[GenerateSerializer, Alias("agentgrains.InvalidDebateException")]
public sealed class InvalidDebateException(string field, string message) : AgentGrainsException(message)
{
    /// <summary>The field that is wrong.</summary>
    [Id(0)] public string Field { get; } = field;
}

/// <summary>A tenant's encrypted data cannot be read: its key was destroyed, or the keys to unwrap it are not there. Nothing was changed.</summary>
/// <param name="tenant">The tenant.</param>
/// <param name="isDestroyed">Whether its key was destroyed, so that nobody can ever read the data again.</param>
/// <param name="message">What is missing and what to do.</param>
[GenerateSerializer, Alias("agentgrains.TenantKeyException")]
public sealed class TenantKeyException(string tenant, bool isDestroyed, string message) : AgentGrainsException(message)
{
    /// <summary>The tenant.</summary>
    [Id(0)] public string Tenant { get; } = tenant;

    /// <summary>Whether its key was destroyed.</summary>
    [Id(1)] public bool IsDestroyed { get; } = isDestroyed;
}

/// <summary>A core block was written by somebody else since it was read. Nothing was written.</summary>
/// <param name="current">The block as it stands; null when there is none.</param>
/// <param name="message">What to do.</param>
[GenerateSerializer, Alias("agentgrains.BlockConflictException")]
public sealed class BlockConflictException(CoreBlock? current, string message) : AgentGrainsException(message)
{
    /// <summary>The block as it stands; null when there is none.</summary>
    [Id(0)] public CoreBlock? Current { get; } = current;
}
