using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AgentGrains.Runtime.Memory;

namespace AgentGrains.Runtime.Client;

/// <summary>The memory of one scope, seen from a client.</summary>
internal sealed class ScopedMemory(Scope scope, IGrainFactory grains, WriteRetry retry, MemoryClient client) : IScopedMemory
{
    private readonly IMemoryGrain?[] _memories = new IMemoryGrain?[3];   // a reference costs microseconds to make and is good for ever
    private KnowHow? _knowHow;
    private Vault? _vault;

    public Scope Scope { get; } = scope;

    public IQuarantine Quarantine => new QuarantineHandle(Scope, type => Memory(type), retry);

    public IMemoryAudit Audit => new AuditHandle(Scope, type => Memory(type), retry);

    public IMemoryCubes Cubes => new CubeHandle(Scope, type => Memory(type), retry, client.Cubes, client.Clock);

    public IMemoryMove Move => new MoveHandle(Scope, type => Memory(type), retry, client.Cubes);

    public IConsolidation Consolidation => new ConsolidationHandle(Scope, grains, retry);

    public async ValueTask<ImmutableArray<MemoryReceipt>> RememberAsync(
        IReadOnlyCollection<MemoryDraft> drafts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        WireRules.Check(drafts);
        TenantContext.Set(Scope.Tenant);

        // Keys are fixed before the first try, so that a second one cannot remember twice.
        ImmutableArray<MemoryDraft> keyed = [.. drafts.Select(draft => draft.Key is null ? draft with { Key = Guid.CreateVersion7().ToString("N") } : draft)];
        return keyed.Length < 2 || keyed.All(draft => TypeOf(draft) == TypeOf(keyed[0]))
            ? await RememberAsync(keyed.IsEmpty ? MemoryType.Episodic : TypeOf(keyed[0]), keyed, cancellationToken)
            : await RememberMixedAsync(keyed, cancellationToken);
    }

    public ValueTask<RecallResult> RecallAsync(
        string query, int limit = 10, int tokenBudget = 2000, CancellationToken cancellationToken = default) =>
        client.RecallAsync(
            Scope.Tenant, new RecallRequest { Query = query, Scopes = [Scope], Limit = limit, TokenBudget = tokenBudget }, cancellationToken);

    public ValueTask<ResolveResult> ResolveAsync(IReadOnlyCollection<FormField> fields, string? subject = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return client.ResolveAsync(Scope.Tenant, new ResolveRequest { Scopes = [Scope], Fields = [.. fields], Subject = subject }, cancellationToken);
    }

    public ValueTask<ReportStatus> ReportOutcomeAsync(
        string recallId, IReadOnlyCollection<MemoryId> used, bool success, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(used);
        return client.ReportOutcomeAsync(Scope.Tenant, new RecallOutcome { RecallId = recallId, Used = [.. used], Success = success }, cancellationToken);
    }

    public async ValueTask<MemoryRecord?> GetAsync(MemoryId id, DateTimeOffset? asOf = null, CancellationToken cancellationToken = default)
    {
        TenantContext.Set(Scope.Tenant);
        return await retry.RunAsync(
            static (call, token) => call.Grain.GetAsync(call.id, call.asOf, token), (Grain: Memory(id.Type), id, asOf), cancellationToken);
    }

    public async IAsyncEnumerable<MemoryRecord> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var isFirst = true;
        foreach (var type in Enum.GetValues<MemoryType>())
        {
            for (long? position = 0; position is { } from;)
            {
                TenantContext.Set(Scope.Tenant);   // an iterator forgets it at every yield
                var page = await PageAsync(
                    isFirst, static (call, token) => call.Grain.ListAsync(call.from, PageSize.Max, token), (Grain: Memory(type), from), cancellationToken);
                isFirst = false;
                foreach (var record in page.Records)
                    yield return record;
                position = page.Next;
            }
        }
    }

    public async IAsyncEnumerable<MemoryOperation> ExportAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var isFirst = true;
        foreach (var type in Enum.GetValues<MemoryType>())
        {
            for (long? sequence = 0; sequence is { } after;)
            {
                TenantContext.Set(Scope.Tenant);
                var page = await PageAsync(
                    isFirst, static (call, token) => call.Grain.ReadOperationsAsync(call.after, PageSize.Max, token), (Grain: Memory(type), after), cancellationToken);
                isFirst = false;
                foreach (var operation in page)
                    yield return operation;
                sequence = page.Length == PageSize.Max ? page[^1].Sequence : null;
            }
        }
    }

    public IKnowHow KnowHow => _knowHow ??= new KnowHow(Scope, grains, retry, client);

    public IVault Vault => _vault ??= new Vault(Scope, grains, retry);

    public IResources Resources => new ResourceHandle(this, grains, retry);

    public ISessionMemory Working(string session) => new SessionMemory(Scope, session, grains, retry);

    public async IAsyncEnumerable<string> ListSessionsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (string? after = null; ;)
        {
            TenantContext.Set(Scope.Tenant);
            var page = await retry.RunAsync(
                static (call, token) => call.Directory.ListAsync(call.after, PageSize.Max, token),
                (Directory: grains.GetGrain<ISessionDirectoryGrain>(Scope.Key), after), cancellationToken);
            foreach (var session in page)
                yield return session;
            if (page.Length < PageSize.Max)
                yield break;
            after = page[^1];
        }
    }

    public async ValueTask<bool> ForgetAsync(MemoryId id, string? reason = null, CancellationToken cancellationToken = default)
    {
        WireRules.CheckText("reason", reason);
        TenantContext.Set(Scope.Tenant);
        return await retry.RunAsync(
            static (call, token) => call.Grain.ForgetAsync(call.id, call.reason, token), (Grain: Memory(id.Type), id, reason), cancellationToken);
    }

    public async ValueTask<int> ReinforceAsync(IReadOnlyCollection<MemoryId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var reinforced = 0;
        foreach (var group in ids.Distinct().GroupBy(id => id.Type))
        {
            TenantContext.Set(Scope.Tenant);
            reinforced += await retry.RunAsync(
                static (call, token) => call.Grain.ReinforceAsync(call.Ids, token), (Grain: Memory(group.Key), Ids: (ImmutableArray<MemoryId>)[.. group]), cancellationToken);
        }

        return reinforced;
    }

    public async ValueTask<RecordErasure> EraseRecordsAsync(IReadOnlyCollection<MemoryId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        TenantContext.Set(Scope.Tenant);
        return await retry.RunAsync(
            static (call, token) => call.Grain.EraseRecordsAsync(call.Ids, token), (Grain: grains.GetGrain<IUserScopeGrain>(Scope.Key), Ids: (ImmutableArray<MemoryId>)[.. ids.Distinct()]), cancellationToken);
    }

    public async ValueTask<int> LiftTombstonesAsync(IReadOnlyCollection<MemoryId> erased, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(erased);
        TenantContext.Set(Scope.Tenant);
        return await retry.RunAsync(
            static (call, token) => call.Grain.LiftTombstonesAsync(call.Ids, token), (Grain: grains.GetGrain<IUserScopeGrain>(Scope.Key), Ids: (ImmutableArray<MemoryId>)[.. erased.Distinct()]), cancellationToken);
    }

    public ValueTask<ErasureCertificate> CertifyErasureAsync(IReadOnlyCollection<MemoryId> erased, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(erased);
        return ErasureCertifier.CertifyAsync(Scope, Audit, erased, client.Cubes, client.Clock, cancellationToken);
    }

    public async ValueTask EraseAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(Scope.Tenant);
        await retry.RunAsync(
            static async (call, token) =>
            {
                await call.EraseAsync(token);
                return true;
            },
            grains.GetGrain<IUserScopeGrain>(Scope.Key), cancellationToken);
    }

    // What was begun is ended: a listing that broke off half-way because of its own pages' rate would be of use to nobody.
    private ValueTask<TPage> PageAsync<TState, TPage>(
        bool isFirst, Func<TState, CancellationToken, ValueTask<TPage>> read, TState state, CancellationToken cancellationToken) =>
        isFirst ? retry.RunAsync(read, state, cancellationToken) : retry.RunPatientlyAsync(read, state, cancellationToken);

    private ValueTask<ImmutableArray<MemoryReceipt>> RememberAsync(
        MemoryType type, ImmutableArray<MemoryDraft> drafts, CancellationToken cancellationToken) => retry.RunAsync(
            static (call, token) => call.Grain.RememberAsync(call.drafts, token), (Grain: Memory(type), drafts), cancellationToken);

    private async ValueTask<ImmutableArray<MemoryReceipt>> RememberMixedAsync(ImmutableArray<MemoryDraft> drafts, CancellationToken cancellationToken)
    {
        var receipts = new MemoryReceipt[drafts.Length];
        await Task.WhenAll(Enumerable.Range(0, drafts.Length).GroupBy(position => TypeOf(drafts[position])).Select(async group =>
        {
            int[] positions = [.. group];
            var made = await RememberAsync(group.Key, [.. positions.Select(position => drafts[position])], cancellationToken);
            for (var i = 0; i < positions.Length; i++)
                receipts[positions[i]] = made[i];
        }));
        return [.. receipts];
    }

    private static MemoryType TypeOf(MemoryDraft draft) => Enum.IsDefined(draft.Kind)
        ? MemoryKinds.TypeOf(draft.Kind)
        : throw new InvalidMemoryException("kind", $"{(int)draft.Kind} is not a memory kind.");

    private IMemoryGrain Memory(MemoryType type) => _memories[(int)type] ??= type switch
    {
        MemoryType.Episodic => grains.GetGrain<IEpisodicMemoryGrain>(Scope.Key),
        MemoryType.Semantic => grains.GetGrain<ISemanticMemoryGrain>(Scope.Key),
        _ => grains.GetGrain<IProceduralMemoryGrain>(Scope.Key),
    };
}
