using System.Globalization;
using AgentGrains.Engine.Fusion;

namespace AgentGrains.Runtime.Outcomes;

/// <summary>The federations of rankings, one to a basis.</summary>
internal static class Federations
{
    /// <summary>The one of a basis.</summary>
    public static IRankingFederation Of(IGrainFactory grains, int basis) => grains.GetGrain<IRankingFederation>(basis.ToString(CultureInfo.InvariantCulture));

    /// <summary>Removes what the tenant of the call shared, whatever it ranks by.</summary>
    public static async Task WithdrawAsync(IGrainFactory grains)
    {
        foreach (var wordVectors in new[] { false, true })
            await Of(grains, RankingBasis.Of(wordVectors)).WithdrawAsync();
    }
}
