using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Derivation;

/// <summary>
/// Reads the log again when its extractor has become another version, behind what is new: first what it no longer finds is withdrawn everywhere, then
/// what it finds now is added, as what was replaced by something withdrawn is new again. Both have the one durable cursor, and repeat harmlessly.
/// </summary>
internal sealed partial class DerivationGrain
{
    private const int Withdraws = 1, Adds = 2;

    private ProducerVersion Extractor => stages.Extractor.Producer;

    private bool IsRereading => state.State.RereadStage != 0;

    // Who derived last is written with the cursor, so that a crash before the first page of this begins it again.
    private void BeginReread()
    {
        if (state.State.Producer is not { } last || last == Extractor.ToString() || !(_options.Rederive ?? stages.Extractor.IsDeterministic))
            return;
        state.State.Producer = Extractor.ToString();
        if (state.State.Position == 0)
            return;
        (state.State.RereadStage, state.State.RereadPosition, state.State.RereadUntil) = (Withdraws, 0, state.State.Position);
        LogRereads(_scope.Key, last, Extractor);
    }

    private async Task RereadAsync(CancellationToken stopping)
    {
        var source = GrainFactory.GetGrain<IEpisodicMemoryGrain>(_scope.Key).AsReference<ITurnSource>();
        var sink = GrainFactory.GetGrain<ISemanticMemoryGrain>(_scope.Key).AsReference<IProposalSink>();
        var (position, context) = (state.State.RereadPosition, 4 * _options.ContextTurns);
        var page = await source.ReadTurnsAsync(position, _options.BatchTurns);
        var before = position == 0 ? [] : (await source.ReadTurnsAsync(Math.Max(0, position - context), context)).Turns;
        var turns = page.Turns.Where(static turn => turn.Kind == MemoryKind.Turn).ToList();
        if (turns.Count > 0)
        {
            var run = new GuardedStages(stages, defaults.Stages, _options, limits.Value, clock, Fault);
            var units = await _reader.ReadAsync(run, [.. before.Where(turn => turn.Kind == MemoryKind.Turn && turn.Id.CompareTo(turns[0].Id) < 0)], turns, stopping);
            var derived = await sink.FindDerivedAsync([.. turns.Select(static turn => turn.Id)]);
            if (state.State.RereadStage == Withdraws)
                await WithdrawAsync(sink, derived, units, turns);
            else
                await new ProposalWriter(sink) { Allows = RereadUnits.IsInOrder }.WriteAsync(run, RereadUnits.New(derived.Records, units), stopping);
        }

        state.State.RereadPosition = page.Next;
        if (page.Next >= state.State.RereadUntil || page.IsEnd)
            (state.State.RereadStage, state.State.RereadPosition) = state.State.RereadStage == Withdraws ? (Adds, 0) : (0, 0);
        await WriteAsync();
        if (!IsRereading)
            LogReread(_scope.Key, Extractor);
    }

    private async Task WithdrawAsync(IProposalSink sink, DerivedFinds derived, List<KeyedUnit> units, List<MemoryRecord> turns)
    {
        // A stand-in's reading says nothing of what the extractor finds.
        if (!stages.Extractor.IsDeterministic || units.Exists(item => item.Producer != Extractor))
            return;
        MemoryProposal[] withdrawn =
        [
            .. RereadUnits.NoLongerFound(derived.Records, units, turns, Extractor).Select(record => new MemoryProposal
            {
                Kind = OperationKind.Delete,
                Key = $"#w/{record.Id}/{Extractor}",
                Target = record.Id,
                Reason = "its extractor no longer reads it so",
                Evidence = record.Provenance.DerivedFrom,
                Producer = Extractor,
            }),
        ];
        if (withdrawn.Length > 0 && !await sink.ProposeAsync([.. withdrawn], derived.Revision))
            throw new WriteUncertainException("The semantic memory changed while it was compared with its turns; they are compared again.");
    }

    [LoggerMessage(44, LogLevel.Information, "'{Scope}' was derived by {Before}; it is read again by {Extractor}")]
    private partial void LogRereads(string scope, string before, ProducerVersion extractor);

    [LoggerMessage(45, LogLevel.Information, "'{Scope}' has been read again by {Extractor}")]
    private partial void LogReread(string scope, ProducerVersion extractor);
}
