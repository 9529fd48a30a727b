using System.Collections.Immutable;
using System.Runtime.CompilerServices;

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

    /// <summary>Tells what came of a recall, so that later ones rank better. Safe to repeat: the first report of a recall stands.</summary>
    /// <exception cref="InvalidMemoryException">The id is not one of a recall, or something was used that the recall did not show.</exception>
    ValueTask<ReportStatus> ReportOutcomeAsync(string tenant, RecallOutcome outcome, CancellationToken cancellationToken = default);

    /// <summary>An agent of a tenant.</summary>
    /// <exception cref="InvalidScopeException">The tenant or agent is not a valid name.</exception>
    IAgent Agent(string tenant, string agent);

    /// <summary>A tenant's limits and scopes.</summary>
    /// <exception cref="InvalidScopeException">The tenant is not a valid name.</exception>
    ITenant Tenant(string tenant);

    /// <summary>The tenants that have a scope or limits, in ordinal order. For operators: it tells of all tenants at once.</summary>
    /// <exception cref="TenantMismatchException">The calling code is held to one tenant.</exception>
    IAsyncEnumerable<string> ListTenantsAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException("This client lists no tenants.");

    /// <summary>A tenant's guard: its policy, the reputation of its sources, its history.</summary>
    /// <exception cref="InvalidScopeException">The tenant is not a valid name.</exception>
    IGuard Guard(string tenant) => throw new NotSupportedException("This client has no guard.");
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

    /// <summary>Tells what came of a recall of this scope.</summary>
    /// <param name="recallId">The recall, as <see cref="RecallResult.RecallId"/> names it.</param>
    /// <param name="used">Its evidence that was used.</param>
    /// <param name="success">Whether what it was used for went well.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <inheritdoc cref="IMemoryClient.ReportOutcomeAsync" path="/exception"/>
    ValueTask<ReportStatus> ReportOutcomeAsync(
        string recallId, IReadOnlyCollection<MemoryId> used, bool success, CancellationToken cancellationToken = default);

    /// <summary>Every current record: episodic, then semantic, then procedural, each in the order of remembering.</summary>
    IAsyncEnumerable<MemoryRecord> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Every operation ever accepted, in order, of each memory in turn; what a replay or an export needs.</summary>
    IAsyncEnumerable<MemoryOperation> ExportAsync(CancellationToken cancellationToken = default);

    /// <summary>The working memory of one of its sessions.</summary>
    /// <exception cref="InvalidScopeException">The session is not a valid name.</exception>
    ISessionMemory Working(string session);

    /// <summary>Its history, and the proof that it is what was written.</summary>
    IMemoryAudit Audit => throw new NotSupportedException("This client has no audit.");

    /// <summary>What it has learnt to do.</summary>
    IKnowHow KnowHow { get; }

    /// <summary>Its secrets.</summary>
    IVault Vault { get; }

    /// <summary>Its documents.</summary>
    IResources Resources => throw new NotSupportedException("This client has no resources.");

    /// <summary>The names of its sessions that have a working memory, in ordinal order.</summary>
    IAsyncEnumerable<string> ListSessionsAsync(CancellationToken cancellationToken = default);

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

    /// <inheritdoc cref="IUserScopeGrain.EraseRecordsAsync"/>
    ValueTask<RecordErasure> EraseRecordsAsync(IReadOnlyCollection<MemoryId> ids, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("This client cannot erase records.");

    /// <inheritdoc cref="IUserScopeGrain.LiftTombstonesAsync"/>
    ValueTask<int> LiftTombstonesAsync(IReadOnlyCollection<MemoryId> erased, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("This client cannot lift tombstones.");

    /// <summary>
    /// Reads the scope's whole history, checks that nothing of some erased records is in it, and signs that with <see cref="CubeOptions.SigningKey"/>.
    /// </summary>
    /// <param name="erased">What an erasure returned (<see cref="RecordErasure.Records"/>).</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidMemoryException">One of them was not erased here, something still tells of it, the history is not whole, or there is no key.</exception>
    ValueTask<ErasureCertificate> CertifyErasureAsync(IReadOnlyCollection<MemoryId> erased, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("This client certifies nothing.");

    /// <summary>What is held back in this scope, and why.</summary>
    IQuarantine Quarantine => throw new NotSupportedException("This memory has no quarantine.");

    /// <summary>Its memory as a file, to bring elsewhere.</summary>
    IMemoryCubes Cubes => throw new NotSupportedException("This client makes no cubes.");

    /// <summary>The scope as one end of a move between clusters.</summary>
    IMemoryMove Move => throw new NotSupportedException("This client moves no scopes.");

    /// <summary>The scope's runs of consolidation.</summary>
    IConsolidation Consolidation => throw new NotSupportedException("This memory is not consolidated.");
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

    /// <summary>
    /// Runs one turn: recalls, answers with the help of its tools, and remembers what was said and done. When the agent hands the conversation to
    /// another one, that one answers; <see cref="AgentReply.Agent"/> says who did.
    /// </summary>
    /// <inheritdoc cref="IAgentGrain.RunAsync(string, AgentMessage, CancellationToken)" path="/exception"/>
    ValueTask<AgentReply> RunAsync(string session, AgentMessage message, CancellationToken cancellationToken = default);

    /// <summary>Runs one turn and tells of it while it goes on: pieces of the answer, tool calls, handoffs; the last update has the whole reply.</summary>
    /// <inheritdoc cref="IAgentGrain.RunAsync(string, AgentMessage, CancellationToken)" path="/exception"/>
    IAsyncEnumerable<AgentUpdate> RunStreamingAsync(string session, AgentMessage message, CancellationToken cancellationToken = default);
}

/// <summary>Shorter ways to talk to agents.</summary>
public static class AgentExtensions
{
    /// <summary>Runs one turn.</summary>
    /// <inheritdoc cref="IAgent.RunAsync"/>
    public static ValueTask<AgentReply> RunAsync(this IAgent agent, string session, string message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.RunAsync(session, new AgentMessage(message), cancellationToken);
    }

    /// <summary>Runs one turn and tells of it while it goes on.</summary>
    /// <inheritdoc cref="IAgent.RunStreamingAsync"/>
    public static IAsyncEnumerable<AgentUpdate> RunStreamingAsync(this IAgent agent, string session, string message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.RunStreamingAsync(session, new AgentMessage(message), cancellationToken);
    }

    /// <summary>
    /// Lets several agents talk about a message: the first one hears it, every other one hears what the one before said. Agents that write to one
    /// team scope share the session and so see all of it.
    /// </summary>
    /// <param name="client">The way to the agents.</param>
    /// <param name="tenant">Their tenant.</param>
    /// <param name="agents">Their names, in the order of speaking.</param>
    /// <param name="session">The conversation.</param>
    /// <param name="message">What begins it.</param>
    /// <param name="rounds">How often each speaks.</param>
    /// <param name="cancellationToken">Stops the talk.</param>
    /// <returns>Every reply, in order; it ends early when an agent has nothing to say.</returns>
    public static async IAsyncEnumerable<AgentReply> GroupChatAsync(
        this IMemoryClient client, string tenant, IReadOnlyList<string> agents, string session, string message, int rounds = 1,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(agents);
        var said = new AgentMessage(message);
        for (var turn = 0; turn < agents.Count * rounds; turn++)
        {
            var reply = await client.Agent(tenant, agents[turn % agents.Count]).RunAsync(session, said, cancellationToken);
            yield return reply;
            if (string.IsNullOrWhiteSpace(reply.Text))
                yield break;
            said = new AgentMessage(reply.Text, reply.Agent);
        }
    }
}

/// <summary>One tenant.</summary>
/// <remarks>Thread-safe.</remarks>
public interface ITenant
{
    /// <inheritdoc cref="ITenantGrain.GetAsync"/>
    ValueTask<TenantInfo> GetAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ITenantGrain.SetLimitsAsync"/>
    ValueTask SetLimitsAsync(TenantLimits limits, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IGovernanceGrain.GetAsync"/>
    ValueTask<GovernanceRules> GetRulesAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException("This client knows no rules.");

    /// <inheritdoc cref="IGovernanceGrain.SetAsync"/>
    ValueTask<GovernanceRules> SetRulesAsync(GovernanceRules rules, string? by = null, string? reason = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("This client knows no rules.");

    /// <summary>Every version of its rules, in order, with who set it and why.</summary>
    IAsyncEnumerable<RulesChange> ReadRulesHistoryAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException("This client knows no rules.");

    /// <inheritdoc cref="ITenantGrain.GetUsageAsync"/>
    ValueTask<TenantUsage> GetUsageAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ITenantGrain.RewrapKeyAsync"/>
    ValueTask<string> RewrapKeyAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ITenantGrain.DestroyKeyAsync"/>
    ValueTask DestroyKeyAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IOutcomeGrain.GetRankingAsync"/>
    ValueTask<RankingInfo> GetRankingAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IOutcomeGrain.TrainAsync"/>
    ValueTask<RankingInfo> TrainRankingAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IOutcomeGrain.RollbackAsync"/>
    ValueTask<RankingInfo> RollbackRankingAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IOutcomeGrain.SetFederatedAsync"/>
    ValueTask<RankingInfo> SetRankingFederatedAsync(bool isMember, CancellationToken cancellationToken = default);

    /// <summary>
    /// Erases everything of the tenant but its limits: every scope, debate, agent, its guard, outcomes and directories, and closes it. Returns when nothing is left. From the
    /// beginning on it goes on by itself, whoever waits; asking again waits for the same erasure.
    /// </summary>
    /// <param name="destroysKey">Whether the tenant's key, where it has one, is destroyed at the end, so that backups cannot be read either.</param>
    /// <param name="cancellationToken">Stops the waiting, not the erasure.</param>
    ValueTask<TenantErasure> EraseAsync(bool destroysKey = false, CancellationToken cancellationToken = default) => throw new NotSupportedException("This client cannot erase tenants.");

    /// <summary>Begins the erasure (see <see cref="EraseAsync"/>), and does not wait for it.</summary>
    ValueTask<TenantErasure> BeginErasureAsync(bool destroysKey = false, CancellationToken cancellationToken = default) => throw new NotSupportedException("This client cannot erase tenants.");

    /// <summary>How far the last erasure of the tenant is; null when there was none.</summary>
    ValueTask<TenantErasure?> GetErasureAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException("This client cannot erase tenants.");

    /// <summary>Looks again whether anything of an erased tenant is there, and signs with <see cref="CubeOptions.SigningKey"/> that nothing is.</summary>
    /// <exception cref="InvalidMemoryException">It was not erased, the erasure goes on, the tenant was opened again, something is there, or there is no key.</exception>
    ValueTask<TenantErasureCertificate> CertifyErasureAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException("This client certifies nothing.");

    /// <summary>Opens an erased tenant for use again, empty. Repeatable.</summary>
    /// <exception cref="InvalidMemoryException">Its erasure goes on.</exception>
    ValueTask ReopenAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException("This client cannot erase tenants.");

    /// <summary>The names of its scopes, in ordinal order.</summary>
    IAsyncEnumerable<string> ListScopesAsync(CancellationToken cancellationToken = default);
}
