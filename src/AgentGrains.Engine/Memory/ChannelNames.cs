using System.Collections.Immutable;
using AgentGrains.Engine.Fusion;

namespace AgentGrains.Engine.Memory;

/// <summary>The channels' names as callers see them.</summary>
internal static class ChannelNames
{
    /// <summary>Names and raw scores of the channels that had something to say.</summary>
    public static ImmutableArray<ChannelScore> Describe(in ChannelScores scores)
    {
        ReadOnlySpan<ChannelScore> all =
        [
            new("record", scores.Record), new("session", scores.Session), new("window", scores.Window), new("before", scores.Before),
            new("asked", scores.Asked), new("phrase", scores.Phrase), new("speaker", scores.Speaker), new("date", scores.Date),
            new("time", scores.Time), new("alias", scores.Alias), new("dense", scores.Dense), new("soft", scores.Soft), new("topic", scores.Topic), new("graph", scores.Graph),
        ];
        var count = 0;
        foreach (var score in all)
            count += score.Score != 0 ? 1 : 0;
        var named = ImmutableArray.CreateBuilder<ChannelScore>(count);
        foreach (var score in all)
        {
            if (score.Score != 0)
                named.Add(score);
        }

        return named.MoveToImmutable();
    }
}
