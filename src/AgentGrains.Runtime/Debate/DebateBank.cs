using System.Collections.Immutable;
using AgentGrains.Engine.Debate;
using AgentGrains.Engine.Debate.Bank;
using AgentGrains.Runtime.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Debate;

/// <summary>What debates learn, in the procedural memory of a scope of their own tenant: looked up for steps, written at the end, removed with its debate.</summary>
internal sealed partial class DebateBank(
    IGrainFactory grains, DebateParticipants participants, IOptions<DebateOptions> options, IOptions<MemoryOptions> memory, IOptions<RecallOptions> recall,
    TimeProvider clock, ILogger<DebateBank> logger)
{
    private const int Page = 1000;
    private const int Spare = 8;   // asked for beyond what is shown: the search orders by words, the choice by similarity

    private readonly ILogger _logger = logger;
    private readonly DebateOptions _options = options.Value;

    /// <summary>The step with the cases it is shown. A bank that does not answer costs a debate its memory and not its progress.</summary>
    public async Task<DebateStepCall> PrepareAsync(DebateStepCall work, string tenant, CancellationToken cancellationToken)
    {
        if (work.Bank is not { } bank || _options.CasesOfAKind == 0 || BankQuery.Of(work) is not { IsEmpty: false } queries)
            return work;
        try
        {
            var scope = Scope.Parse(tenant, bank);
            var found = await Task.WhenAll(queries.SelectMany(query => query.Kinds.Select(kind => FindAsync(scope, work.Task.Family, query, kind, cancellationToken))))
                .WaitAsync(_options.BankDeadline, clock, cancellationToken);
            return work with { View = work.View with { Cases = [.. found.SelectMany(cases => cases)] } };
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotRead(bank, work.Step.Id, failure);
            return work;
        }
    }

    /// <summary>Keeps what a decided debate teaches. Repeatable: the keys are computed from the debate.</summary>
    /// <returns>The records; or why the bank takes nothing, which trying again would not change.</returns>
    /// <exception cref="WriteUncertainException">Storage failed; keep it again.</exception>
    public async Task<(ImmutableArray<MemoryId> Cases, string? Refusal)> KeepAsync(DebateState state, string tenant, string debate, CancellationToken cancellationToken)
    {
        var request = state.Request!;
        try
        {
            var drafts = await DraftsAsync(state, debate, cancellationToken);
            var receipts = await Memory(tenant, request.Bank!).RememberAsync(drafts, cancellationToken);
            return ([.. receipts.Select(receipt => receipt.Id)], null);
        }
        catch (IdempotencyConflictException known)
        {
            // A family that reads the same solution otherwise the second time: what was written first stands.
            return ([known.Existing.Id], null);
        }
        catch (Exception refused) when (refused is InvalidMemoryException or LimitExceededException or TenantMismatchException or JournalCorruptedException)
        {
            return ([], refused.Message);
        }
    }

    /// <summary>Overwrites what a debate taught in storage, and what was derived from it, forgotten or not. Repeatable.</summary>
    public async Task EraseAsync(DebateState state, string tenant, string debate)
    {
        if (state.Request?.Bank is not { } bank)
            return;

        // The journal, and not what the debate recorded: it may have died between writing the cases and recording them.
        var (memory, session, taught) = (Memory(tenant, bank), BankLearning.SessionOf(debate), new HashSet<MemoryId>());
        for (long? after = 0; after is { } at;)
        {
            var page = await memory.ReadOperationsAsync(at, Page, CancellationToken.None);
            taught.UnionWith(page.Select(operation => operation.Record).OfType<MemoryRecord>().Where(record => record.Provenance.Session == session && record.Provenance.Source == "debate").Select(record => record.Id));
            after = page.Length == Page ? page[^1].Sequence : null;
        }

        if (taught.Count > 0)
            await memory.AsReference<IErasureSink>().EraseRecordsAsync([.. taught]);
    }

    private async Task<ImmutableArray<BankCase>> FindAsync(Scope scope, string family, BankQuery query, BankCaseKind kind, CancellationToken cancellationToken)
    {
        var request = new RecallRequest
        {
            Query = BankText.Cut(query.Text, recall.Value.MaxQueryBytes),
            Scopes = [scope],
            Limit = Math.Min(_options.CasesOfAKind * Spare, recall.Value.MaxLimit),
            TokenBudget = 1,
            Kinds = [MemoryKind.Case, MemoryKind.Lesson],
            Filter = new RecallFilter
            {
                Metadata = [new MetadataEntry(BankText.KindLabel, BankText.NameOf(kind)), new MetadataEntry(BankText.FamilyLabel, BankText.FamilyOf(family, memory.Value.MaxNameBytes))],
            },
        };
        var found = await grains.GetGrain<IRecallGrain>(scope.Tenant).RecallAsync(request, cancellationToken);
        return query.Choose(found.Evidence.Select(evidence => BankText.Read(evidence.Record)).OfType<BankCase>(), _options.CasesOfAKind, _options.LeastSimilarity);
    }

    // Reading steps is a family's code, which may be anything: away from the turn, in bounded time, and lines where it fails.
    private async Task<ImmutableArray<MemoryDraft>> DraftsAsync(DebateState state, string debate, CancellationToken cancellationToken)
    {
        if (participants.Family(state.Request!.Task.Family) is ISolutionSteps steps)
        {
            try
            {
                return await Task.Run(() => BankLearning.DraftsOf(state, debate, steps.StepsOf, memory.Value), cancellationToken)
                    .WaitAsync(_options.StepDeadline, clock, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                LogNoSteps(state.Request.Task.Family, failure);
            }
        }

        return BankLearning.DraftsOf(state, debate, ContrastiveLesson.LinesOf, memory.Value);
    }

    private IProceduralMemoryGrain Memory(string tenant, string bank) => grains.GetGrain<IProceduralMemoryGrain>(Scope.Parse(tenant, bank).Key);

    [LoggerMessage(53, LogLevel.Warning, "The bank '{Bank}' did not answer; the step {Step} goes on without cases")]
    private partial void LogNotRead(string bank, string step, Exception failure);

    [LoggerMessage(54, LogLevel.Warning, "The family '{Family}' could not read a solution's steps; its lines are taken")]
    private partial void LogNoSteps(string family, Exception failure);
}
