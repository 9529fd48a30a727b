using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Learning;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Outcomes;

/// <summary>Holds what the tenants shared, one entry each, and gives out the average.</summary>
[GrainType("ranking-federation")]
internal sealed class RankingFederation(
    [PersistentState("federation", StorageNames.Journal)] IPersistentState<FederationState> state, IOptions<OutcomeOptions> options) : Grain, IRankingFederation
{
    public async ValueTask ShareAsync(ImmutableArray<float> deltas)
    {
        if (deltas.Length != RankingBasis.Size || deltas.Any(static delta => !float.IsFinite(delta)))
            throw new InvalidMemoryException("deltas", $"A ranking has {RankingBasis.Size} weights, which are numbers.");
        var pseudonym = Pseudonym();
        if (state.State.Deltas.TryGetValue(pseudonym, out var shared) && deltas.AsSpan().SequenceEqual(shared))
            return;
        state.State.Deltas[pseudonym] = [.. deltas];
        await SaveAsync();
    }

    public async ValueTask WithdrawAsync()
    {
        if (state.State.Deltas.Remove(Pseudonym()))
            await SaveAsync();
    }

    public ValueTask<ImmutableArray<float>> GetAverageAsync() =>
        new([.. FederatedAverage.Of([.. state.State.Deltas.OrderBy(static entry => entry.Key, StringComparer.Ordinal).Select(static entry => entry.Value)], options.Value.LeastFederated) ?? []]);

    private async Task SaveAsync()
    {
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // What is in memory may not be what storage holds.
            DeactivateOnIdle();
            throw;
        }
    }

    private string Pseudonym()
    {
        var tenant = TenantContext.Current ?? throw new TenantMismatchException("The call carries no tenant, so there is nobody to share for.");
        if (state.State.Salt.Length == 0)
            state.State.Salt = RandomNumberGenerator.GetBytes(32);
        return Convert.ToHexStringLower(HMACSHA256.HashData(state.State.Salt, Encoding.UTF8.GetBytes(tenant)).AsSpan(0, 16));
    }
}
