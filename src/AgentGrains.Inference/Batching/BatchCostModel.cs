namespace AgentGrains.Inference.Batching;

/// <summary>
/// What a batch costs: time = overhead + perToken · padded tokens, fitted by least squares whose samples fade. It says how large a batch
/// must be for the overhead not to matter, and how much padding a saved batch is worth.
/// </summary>
internal sealed class BatchCostModel
{
    private const double Fading = 0.98;
    private const double Least = 256;
    private const double Enough = 19;   // the overhead is then a twentieth of the batch

    private double _weight, _x, _y, _xx, _xy;

    /// <summary>Seconds of a batch however small.</summary>
    public double Overhead { get; private set; }

    /// <summary>Seconds of a token; 0 until it is known.</summary>
    public double PerToken { get; private set; }

    /// <summary>Padding that costs as much as one batch more; 0 until it is known.</summary>
    public double TokensOfOverhead => PerToken > 0 ? Overhead / PerToken : 0;

    /// <summary>Adds a batch that ran.</summary>
    public void Observe(int paddedTokens, double seconds)
    {
        _weight = _weight * Fading + 1;
        _x = _x * Fading + paddedTokens;
        _y = _y * Fading + seconds;
        _xx = _xx * Fading + (double)paddedTokens * paddedTokens;
        _xy = _xy * Fading + paddedTokens * seconds;
        var (meanX, meanY) = (_x / _weight, _y / _weight);
        var variance = _xx / _weight - meanX * meanX;
        if (variance < 0.01 * meanX * meanX)
            return;   // batches alike say nothing about the slope
        var slope = (_xy / _weight - meanX * meanY) / variance;

        // Noise must not make a token free: what is left for tokens is at least a hundredth of the time.
        PerToken = Math.Clamp(slope, 0.01 * meanY / meanX, meanY / meanX);
        Overhead = Math.Max(0, meanY - PerToken * meanX);
    }

    /// <summary>Tokens of a batch that is large enough, and not longer than it may be.</summary>
    public int TargetTokens(int most, TimeSpan longest)
    {
        if (PerToken <= 0)
            return most;
        var enough = Math.Max(Least, Enough * TokensOfOverhead);
        var inTime = Math.Max(Least, (longest.TotalSeconds - Overhead) / PerToken);
        return (int)Math.Min(most, Math.Min(enough, inTime));
    }
}
