using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace AgentGrains.Silo.Tests;

internal sealed class FakeScopedMemory(FakeMemoryClient client, Scope scope) : IScopedMemory
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private readonly List<MemoryRecord> _records = [];
    private readonly Dictionary<string, (MemoryDraft Draft, MemoryReceipt Receipt)> _keys = [];
    private readonly FakeQuarantine _quarantine = new();
    private long _sequence;

    public Scope Scope => scope;

    public int Count => _records.Count;

    public IQuarantine Quarantine => _quarantine;

    /// <summary>Awaited before the second record of a list, when set.</summary>
    public Task? Gate { get; set; }

    public ValueTask<ImmutableArray<MemoryReceipt>> RememberAsync(IReadOnlyCollection<MemoryDraft> drafts, CancellationToken cancellationToken = default)
    {
        client.Check();
        if (drafts.Any(draft => string.IsNullOrWhiteSpace(draft.Text)))
            throw new InvalidMemoryException("text", "The text is empty.");
        return ValueTask.FromResult<ImmutableArray<MemoryReceipt>>([.. drafts.Select(Remember)]);
    }

    public ValueTask<RecallResult> RecallAsync(string query, int limit = 10, int tokenBudget = 2000, CancellationToken cancellationToken = default) =>
        client.RecallAsync(scope.Tenant, new RecallRequest { Query = query, Scopes = [scope], Limit = limit, TokenBudget = tokenBudget }, cancellationToken);

    public ValueTask<ResolveResult> ResolveAsync(IReadOnlyCollection<FormField> fields, string? subject = null, CancellationToken cancellationToken = default) =>
        client.ResolveAsync(scope.Tenant, new ResolveRequest { Scopes = [scope], Fields = [.. fields], Subject = subject }, cancellationToken);

    public ValueTask<ReportStatus> ReportOutcomeAsync(string recallId, IReadOnlyCollection<MemoryId> used, bool success, CancellationToken cancellationToken = default) =>
        client.ReportOutcomeAsync(scope.Tenant, new RecallOutcome { RecallId = recallId, Used = [.. used], Success = success }, cancellationToken);

    public ValueTask<MemoryRecord?> GetAsync(MemoryId id, DateTimeOffset? asOf = null, CancellationToken cancellationToken = default)
    {
        client.Check();
        return ValueTask.FromResult(_records.Find(record => record.Id == id && (asOf is null || record.RecordedAt <= asOf)));
    }

    public async IAsyncEnumerable<MemoryRecord> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        client.Check();
        for (var i = 0; i < _records.Count; i++)
        {
            if (i == 1 && Gate is { } gate)
                await gate.WaitAsync(cancellationToken);
            yield return _records[i];
        }
    }

    public IAsyncEnumerable<MemoryOperation> ExportAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IKnowHow KnowHow => throw new NotSupportedException();

    public IVault Vault => throw new NotSupportedException();

    public ISessionMemory Working(string session) => throw new NotSupportedException();

    public IAsyncEnumerable<string> ListSessionsAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<RecordErasure> EraseRecordsAsync(IReadOnlyCollection<MemoryId> ids, CancellationToken cancellationToken = default)
    {
        client.Check();
        return ValueTask.FromResult(new RecordErasure([.. ids]));
    }

    public ValueTask<bool> ForgetAsync(MemoryId id, string? reason = null, CancellationToken cancellationToken = default)
    {
        client.Check();
        return ValueTask.FromResult(_records.RemoveAll(record => record.Id == id) > 0);
    }

    public ValueTask<int> ReinforceAsync(IReadOnlyCollection<MemoryId> ids, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask EraseAsync(CancellationToken cancellationToken = default)
    {
        client.Check();
        _records.Clear();
        return ValueTask.CompletedTask;
    }

    /// <summary>Puts a record into quarantine.</summary>
    public MemoryId Hold(string text)
    {
        var id = MemoryId.Create(MemoryType.Semantic, Now, ++_sequence, 7);
        _quarantine.Held.Add(new HeldMemory(new MemoryRecord { Id = id, Text = text, Kind = MemoryKind.Belief }, Now, "Instruction 0.6", "guard"));
        return id;
    }

    /// <summary>Records that share a word with the query.</summary>
    public IEnumerable<Evidence> Find(string query)
    {
        var words = query.Split(' ', '?', '.');
        return _records
            .Where(record => words.Any(word => word.Length > 3 && record.Text.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .Select(record => new Evidence { Record = record, Scope = scope, Score = 1.5, Channels = [new ChannelScore("bm25", 0.75f)] });
    }

    private MemoryReceipt Remember(MemoryDraft draft)
    {
        if (draft.Key is { } key && _keys.TryGetValue(key, out var known))
            return known.Draft.Text == draft.Text ? known.Receipt : throw new IdempotencyConflictException(key, scope.Key, known.Receipt);

        var id = MemoryId.Create(MemoryKinds.TypeOf(draft.Kind), Now, ++_sequence, (ulong)scope.Key.GetHashCode(StringComparison.Ordinal));
        _records.Add(new MemoryRecord
        {
            Id = id,
            Kind = draft.Kind,
            Text = draft.Text,
            Why = draft.Why,
            CanonicalName = draft.CanonicalName,
            Aliases = draft.Aliases,
            Slot = draft.Slot,
            OccurredAt = draft.OccurredAt ?? Now,
            ValidFrom = draft.ValidFrom,
            ValidTo = draft.ValidTo,
            RecordedAt = Now,
            Provenance = new Provenance { Actor = draft.Actor, Session = draft.Session, Source = draft.Source, DerivedFrom = draft.DerivedFrom },
            Confidence = draft.Confidence,
            Lineage = new Lineage { Supersedes = draft.Supersedes },
            Pinned = draft.Pinned,
            Metadata = draft.Metadata,
            Sequence = _sequence,
        });
        var receipt = new MemoryReceipt(id, _sequence, $"{scope.Key}@{_sequence}");
        if (draft.Key is not null)
            _keys[draft.Key] = (draft, receipt);
        return receipt;
    }
}
