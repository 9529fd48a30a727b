using System.Collections.Immutable;
using AgentGrains.Runtime.Consolidation;

namespace AgentGrains.Runtime.Outcomes;

/// <summary>
/// How one activation of a recall grain ranks for its tenant: it asks once, and hears of changes with every recall it tells of. Recall never fails
/// and never waits long because of it.
/// </summary>
/// <remarks>For one grain: calls may interleave, but not run at once.</remarks>
internal sealed class TenantRanking(IRecallLog log, OutcomeOptions options, TimeProvider clock)
{
    private const int MostUnanswered = 1_000;
    private const int Tries = 5;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TellAgainAfter = TimeSpan.FromMilliseconds(50);

    private RankingAdjustment? _known;
    private Task? _asking;
    private DateTimeOffset _askAgain = DateTimeOffset.MinValue;
    private int _unanswered;

    /// <summary>How to rank now.</summary>
    public async ValueTask<RankingAdjustment> GetAsync()
    {
        if (_known is null && clock.GetUtcNow() >= _askAgain)
        {
            try
            {
                await (_asking ??= AskAsync()).WaitAsync(options.LookUpDeadline, clock);
            }
            catch (Exception)
            {
                (_asking, _askAgain) = (null, clock.GetUtcNow() + RetryAfter);   // as shipped until then
            }
        }

        var known = _known ?? RankingAdjustment.None;
        return options.TuneCut ? known : known with { Cut = null };
    }

    /// <summary>Tells what a recall showed; returns its name, or "" when it could not be kept.</summary>
    public string Tell(RankingAdjustment ranking, int basis, RecallRequest request, IEnumerable<ShownHit> hits, ImmutableArray<WatchedScope> watched)
    {
        if (_unanswered >= MostUnanswered || basis == 0)
            return "";
        var recall = new ShownRecall
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            Version = ranking.Basis == basis ? ranking.Version : 0,
            Basis = basis,
            Scopes = [.. request.Scopes.Select(scope => scope.Name)],
            Hits = [.. hits],
            Watched = watched,
        };
        TellAsync(recall).Ignore();
        return recall.Id.ToString("N");
    }

    private async Task AskAsync() => _known = await log.GetAdjustmentAsync();

    private async Task TellAsync(ShownRecall recall)
    {
        _unanswered++;
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    _known = await log.ShownAsync(recall);
                    return;
                }
                catch (Exception) when (attempt < Tries)
                {
                    await Task.Delay(TellAgainAfter * attempt, clock, CancellationToken.None);
                }
            }
        }
        finally
        {
            _unanswered--;
        }
    }
}
