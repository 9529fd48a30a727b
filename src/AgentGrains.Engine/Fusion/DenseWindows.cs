using AgentGrains.Engine.Channels;
using AgentGrains.Engine.Index;

namespace AgentGrains.Engine.Fusion;

/// <summary>Cosines of the candidates and of their neighbourhoods (two records on either side and the record).</summary>
internal static class DenseWindows
{
    /// <summary>Fills both dense signals; a record without a vector gets the mean of the others, which its z-score makes neutral.</summary>
    public static void Fill(RecordTable records, DenseChannel dense, CandidateSignals signals, bool[]? visible)
    {
        var own = signals[Signal.Dense];
        var around = signals[Signal.DenseWindow];
        double sum = 0;
        var known = 0;
        foreach (var ordinal in signals.Ordinals)
        {
            if (dense.HasVector(ordinal))
            {
                sum += dense.Cosines[ordinal];
                known++;
            }
        }

        var mean = known == 0 ? 0 : (float)(sum / known);
        for (var i = 0; i < signals.Count; i++)
        {
            var ordinal = signals.Ordinals[i];
            own[i] = dense.HasVector(ordinal) ? dense.Cosines[ordinal] : mean;
            around[i] = Around(records, dense, ordinal, mean, visible);
        }
    }

    private static float Around(RecordTable records, DenseChannel dense, int ordinal, float mean, bool[]? visible)
    {
        var (sum, count) = (0f, 0);
        Take(ordinal);
        Span<int> around = stackalloc int[RecordTable.MostAround];
        foreach (var at in records.Around(ordinal, visible, around))
            Take(at);
        return count == 0 ? mean : sum / count;

        void Take(int at)
        {
            if (!dense.HasVector(at))
                return;
            sum += dense.Cosines[at];
            count++;
        }
    }
}
