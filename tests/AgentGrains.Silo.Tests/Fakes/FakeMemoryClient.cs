using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace AgentGrains.Silo.Tests;

/// <summary>Memory without grains: enough of its rules to see what the API makes of them.</summary>
internal sealed class FakeMemoryClient : IMemoryClient
{
    private readonly ConcurrentDictionary<Scope, FakeScopedMemory> _scopes = new();
    private readonly ConcurrentDictionary<string, FakeAgent> _agents = new();

    /// <summary>Thrown by every call when set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What recalls wait for; null means nothing.</summary>
    public TaskCompletionSource? Hold { get; set; }

    public ConcurrentDictionary<string, TenantLimits> Limits { get; } = new();

    public RecallRequest? LastRecall { get; private set; }

    public string? LastTenant { get; private set; }

    IScopedMemory IMemoryClient.Scope(Scope scope) => Memory(scope);

    public FakeScopedMemory Memory(Scope scope) => _scopes.GetOrAdd(scope, key => new FakeScopedMemory(this, key));

    public async ValueTask<RecallResult> RecallAsync(string tenant, RecallRequest request, CancellationToken cancellationToken = default)
    {
        Check();
        await (Hold?.Task ?? Task.CompletedTask);
        LastRecall = request;
        var found = request.Scopes.SelectMany(scope => Memory(scope).Find(request.Query)).Take(request.Limit).ToArray();
        return new RecallResult
        {
            Evidence = [.. found],
            Context = string.Join("\n", found.Select((evidence, i) => $"[{i + 1}] {evidence.Record.Text}")),
            Tokens = found.Length,
            Flags = [RecallRemark.Partial],
            RecallId = RecallId,
        };
    }

    /// <summary>The id of every recall.</summary>
    public string RecallId { get; set; } = "";

    public RecallOutcome? LastOutcome { get; private set; }

    public ValueTask<ReportStatus> ReportOutcomeAsync(string tenant, RecallOutcome outcome, CancellationToken cancellationToken = default)
    {
        Check();
        if (outcome.RecallId != RecallId)
            return ValueTask.FromResult(ReportStatus.Unknown);
        LastOutcome = outcome;
        return ValueTask.FromResult(ReportStatus.Recorded);
    }

    public ResolveRequest? LastResolve { get; private set; }

    public ValueTask<ResolveResult> ResolveAsync(string tenant, ResolveRequest request, CancellationToken cancellationToken = default)
    {
        Check();
        LastResolve = request;
        ResolvedValue Value(string value) => new(value, MemoryId.Create(MemoryType.Semantic, DateTimeOffset.UnixEpoch, 1, 1), request.Scopes[0], "Ann", 1, DateTimeOffset.UnixEpoch);
        return ValueTask.FromResult(new ResolveResult
        {
            Fields = [.. request.Fields.Select((field, i) => i switch
            {
                0 => new ResolvedField(field.Name, ResolveOutcome.Filled, [Value("Lisbon")]),
                1 => new ResolvedField(field.Name, ResolveOutcome.Ambiguous, [Value("tea"), Value("coffee")]),
                _ => new ResolvedField(field.Name, ResolveOutcome.Missing, []),
            })],
            Flags = [RecallRemark.Partial],
        });
    }

    public IAgent Agent(string tenant, string agent) =>
        _agents.GetOrAdd(AgentGrains.Scope.Agent(tenant, agent).Key, key => new FakeAgent(this, AgentGrains.Scope.ParseKey(key)));

    public ITenant Tenant(string tenant) => new FakeTenant(this, ScopeNames.RequireTenant(tenant));

    public void Check()
    {
        LastTenant = TenantContext.Current;
        if (Failure is { } failure)
            throw failure;
    }

    private sealed class FakeTenant(FakeMemoryClient client, string tenant) : ITenant
    {
        public ValueTask<TenantInfo> GetAsync(CancellationToken cancellationToken = default)
        {
            client.Check();
            return new(new TenantInfo(tenant, client.Limits.ContainsKey(tenant), 0, client.Limits.GetValueOrDefault(tenant, new TenantLimits())));
        }

        public ValueTask SetLimitsAsync(TenantLimits limits, CancellationToken cancellationToken = default)
        {
            client.Check();
            client.Limits[tenant] = limits;
            return ValueTask.CompletedTask;
        }

        public ValueTask<TenantUsage> GetUsageAsync(CancellationToken cancellationToken = default)
        {
            client.Check();
            return new(new TenantUsage(0, 7, 700, 3, null));
        }

        public ValueTask<string> RewrapKeyAsync(CancellationToken cancellationToken = default)
        {
            client.Check();
            return new("k1");
        }

        public ValueTask DestroyKeyAsync(CancellationToken cancellationToken = default)
        {
            client.Check();
            return ValueTask.CompletedTask;
        }

        public ValueTask<RankingInfo> GetRankingAsync(CancellationToken cancellationToken = default)
        {
            client.Check();
            return ValueTask.FromResult(Ranking(3));
        }

        public ValueTask<RankingInfo> TrainRankingAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(Ranking(4) with
        {
            LastTrial = new RankingTrial(TrialVerdict.Adopted, 30, 0.5, 0.75),
        });

        public ValueTask<RankingInfo> RollbackRankingAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(Ranking(2));

        public ValueTask<RankingInfo> SetRankingFederatedAsync(bool isMember, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Ranking(3) with { IsFederated = isMember });

        private static RankingInfo Ranking(int version) => new(version, 10, 5, [new ChannelScore("time", 0.5f)]);

        public async IAsyncEnumerable<string> ListScopesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            client.Check();
            foreach (var scope in client._scopes.Where(pair => pair.Key.Tenant == tenant && pair.Value.Count > 0).Select(pair => pair.Key.Name).Order(StringComparer.Ordinal))
                yield return scope;
        }
    }
}
