using System.Collections.Immutable;
using AgentGrains.Engine.Guard;
using AgentGrains.Runtime.Recall;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Guard;

/// <summary>What stands between what a recall found and what it returns: lessons, consensus, and the judge where there is one.</summary>
internal sealed partial class EvidenceGuard(
    GuardLeases leases, IOptions<GuardOptions> options, TimeProvider clock, ILogger<EvidenceGuard> logger, IEvidenceJudge? judge = null)
{
    private const int MostNoted = 8;   // scopes

    private readonly ILogger _logger = logger;

    /// <summary>Checks what was found.</summary>
    /// <param name="tenant">Whose recall it is.</param>
    /// <param name="query">The question.</param>
    /// <param name="evidence">What was found, best first.</param>
    /// <param name="remarks">Where what the caller should know is added.</param>
    /// <param name="cancellationToken">Stops the judge.</param>
    public async ValueTask<ConsensusResult> CheckAsync(
        string tenant, string query, ImmutableArray<Evidence> evidence, SortedSet<RecallRemark> remarks, CancellationToken cancellationToken)
    {
        if (await leases.FindAsync(tenant) is not { Lease.Policy.Mode: GuardMode.On } ledger)
            return new ConsensusResult(evidence, [], []);
        var result = Consensus.Check(query, evidence, ledger, options.Value);
        if (judge is not null && result.Kept.Length > 1)
            result = await JudgeAsync(query, result, remarks, cancellationToken);
        if (!result.Disputed.IsEmpty)
            remarks.Add(RecallRemark.Disputed);
        return result;
    }

    /// <summary>Tells each asked scope's log what was returned from other memories, so that it is known when it comes back as something said.</summary>
    public static void NoteReturned(ImmutableArray<Scope> scopes, ImmutableArray<Evidence> evidence, MemoryReferences references)
    {
        foreach (var scope in scopes.Length <= MostNoted ? scopes : [])
        {
            ImmutableArray<string> elsewhere = [.. evidence.Where(item => item.Record.Id.Type != MemoryType.Episodic || item.Scope != scope).Select(item => item.Record.Text)];
            if (!elsewhere.IsEmpty)
                _ = TellAsync(references.Of(scope)[0].Grain.AsReference<IQuarantineSink>(), elsewhere);
        }
    }

    private static async Task TellAsync(IQuarantineSink memory, ImmutableArray<string> texts)
    {
        try
        {
            await memory.NoteReturnedAsync(texts);
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException or AgentGrainsException)
        {
            // One echo may be taken for news; a recall must not fail for that.
        }
    }

    private async ValueTask<ConsensusResult> JudgeAsync(string query, ConsensusResult result, SortedSet<RecallRemark> remarks, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Value.JudgeDeadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        ImmutableArray<MemoryId> passed = [];
        try
        {
            passed = await judge!.JudgeAsync(query, result.Kept, either.Token).AsTask().WaitAsync(either.Token);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnjudged(failure);
            remarks.Add(RecallRemark.Unjudged);
        }

        return result with
        {
            Kept = result.Kept.RemoveAll(item => !passed.Contains(item.Record.Id)),
            Disputed = [.. result.Disputed, .. result.Kept.Select(item => item.Record.Id).Where(id => !passed.Contains(id))],
        };
    }

    [LoggerMessage(62, LogLevel.Warning, "The judge of evidence did not answer usably; nothing passed")]
    private partial void LogUnjudged(Exception failure);
}
