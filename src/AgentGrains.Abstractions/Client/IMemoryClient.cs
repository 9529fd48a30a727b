using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>
/// The way into memory for .NET code. Writes are retried with the same idempotency key when a silo or storage fails in the middle,
/// so a retry can never double a memory.
/// </summary>
/// <remarks>Thread-safe; one instance serves a whole process.</remarks>
public interface IMemoryClient
{
    /// <summary>The memory of one scope.</summary>
    IScopedMemory Scope(Scope scope);

    /// <summary>The memory of one scope, such as <c>Scope("acme", "user:ann")</c>.</summary>
    /// <exception cref="InvalidScopeException">The tenant or scope is not a valid name.</exception>
    IScopedMemory Scope(string tenant, string scope) => Scope(AgentGrains.Scope.Parse(tenant, scope));

    /// <summary>Recalls from several scopes of one tenant.</summary>
    /// <param name="tenant">The caller's tenant, from its credential; a scope of another tenant is refused.</param>
    /// <param name="request">The question.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InvalidMemoryException">The request is not valid.</exception>
    /// <exception cref="TenantMismatchException">A scope is not of <paramref name="tenant"/>.</exception>
    ValueTask<RecallResult> RecallAsync(string tenant, RecallRequest request, CancellationToken cancellationToken = default);

    /// <summary>Fills the fields of a form, or the parameters of a tool call, from beliefs: only with what is believed, each value with its source.</summary>
    /// <exception cref="InvalidMemoryException">The request is not valid.</exception>
    /// <exception cref="TenantMismatchException">A scope belongs to another tenant.</exception>
    ValueTask<ResolveResult> ResolveAsync(string tenant, ResolveRequest request, CancellationToken cancellationToken = default);

    /// <summary>An agent of a tenant.</summary>
    /// <exception cref="InvalidScopeException">The tenant or agent is not a valid name.</exception>
    IAgent Agent(string tenant, string agent);

    /// <summary>A tenant's limits and scopes.</summary>
    /// <exception cref="InvalidScopeException">The tenant is not a valid name.</exception>
    ITenant Tenant(string tenant);
}

/// <summary>The memory of one scope.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IScopedMemory
{
    /// <summary>Whose memory it is.</summary>
    Scope Scope { get; }

    /// <summary>Remembers drafts; returns when they are durable. Those of one <see cref="MemoryType"/> are remembered all or none.</summary>
    /// <returns>One receipt per draft, in order.</returns>
    /// <inheritdoc cref="IMemoryGrain.RememberAsync" path="/exception"/>
    ValueTask<ImmutableArray<MemoryReceipt>> RememberAsync(IReadOnlyCollection<MemoryDraft> drafts, CancellationToken cancellationToken = default);

    /// <summary>Searches this scope.</summary>
    /// <exception cref="InvalidMemoryException">The request is not valid.</exception>
    ValueTask<RecallResult> RecallAsync(string query, int limit = 10, int tokenBudget = 2000, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IMemoryGrain.GetAsync"/>
    ValueTask<MemoryRecord?> GetAsync(MemoryId id, DateTimeOffset? asOf = null, CancellationToken cancellationToken = default);

    /// <summary>Fills fields from the beliefs of this scope.</summary>
    /// <param name="fields">The fields, each with a name of its own.</param>
    /// <param name="subject">Whom they are about; null means that all beliefs must be about the same one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InvalidMemoryException">A field is not valid.</exception>
    ValueTask<ResolveResult> ResolveAsync(IReadOnlyCollection<FormField> fields, string? subject = null, CancellationToken cancellationToken = default);

    /// <summary>Every current record: episodic, then semantic, then procedural, each in the order of remembering.</summary>
    IAsyncEnumerable<MemoryRecord> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Every operation ever accepted, in order, of each memory in turn; what a replay or an export needs.</summary>
    IAsyncEnumerable<MemoryOperation> ExportAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IMemoryGrain.ForgetAsync"/>
    ValueTask<bool> ForgetAsync(MemoryId id, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says that records, such as the evidence an answer was made from, were of use: they grow stronger, and faded ones are brought back.
    /// One commit for each memory concerned; a record at most once in <see cref="ForgettingOptions.ReinforceInterval"/>.
    /// </summary>
    /// <returns>How many grew stronger.</returns>
    ValueTask<int> ReinforceAsync(IReadOnlyCollection<MemoryId> ids, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IUserScopeGrain.EraseAsync"/>
    ValueTask EraseAsync(CancellationToken cancellationToken = default);
}

/// <summary>Shorter ways to remember.</summary>
public static class ScopedMemoryExtensions
{
    /// <summary>Remembers one draft; returns when it is durable.</summary>
    /// <inheritdoc cref="IMemoryGrain.RememberAsync" path="/exception"/>
    public static async ValueTask<MemoryReceipt> RememberAsync(
        this IScopedMemory memory, MemoryDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return (await memory.RememberAsync([draft], cancellationToken))[0];
    }

    /// <summary>Remembers what somebody said; returns when it is durable.</summary>
    /// <inheritdoc cref="IMemoryGrain.RememberAsync" path="/exception"/>
    public static ValueTask<MemoryReceipt> RememberAsync(
        this IScopedMemory memory, string text, string? actor = null, string? session = null, CancellationToken cancellationToken = default) =>
        memory.RememberAsync(new MemoryDraft { Text = text, Actor = actor, Session = session }, cancellationToken);
}

/// <summary>One agent.</summary>
/// <remarks>Thread-safe; turns of one agent run one at a time.</remarks>
public interface IAgent
{
    /// <inheritdoc cref="IAgentGrain.ConfigureAsync"/>
    ValueTask ConfigureAsync(AgentProfile profile, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IAgentGrain.GetProfileAsync"/>
    ValueTask<AgentProfile> GetProfileAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IAgentGrain.RunAsync"/>
    ValueTask<AgentReply> RunAsync(string session, string message, CancellationToken cancellationToken = default);
}

/// <summary>One tenant.</summary>
/// <remarks>Thread-safe.</remarks>
public interface ITenant
{
    /// <inheritdoc cref="ITenantGrain.GetAsync"/>
    ValueTask<TenantInfo> GetAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ITenantGrain.SetLimitsAsync"/>
    ValueTask SetLimitsAsync(TenantLimits limits, CancellationToken cancellationToken = default);

    /// <summary>The names of its scopes, in ordinal order.</summary>
    IAsyncEnumerable<string> ListScopesAsync(CancellationToken cancellationToken = default);
}
