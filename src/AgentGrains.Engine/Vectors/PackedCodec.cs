namespace AgentGrains.Engine.Vectors;

/// <summary>
/// Turned vectors (<see cref="RandomTurn"/>) at 4 bits a component: code u stands for (u - 7.5) * step, a ladder without a zero that wastes no code. The step is the one
/// of least squared error among a few shares of the largest component: the tails are cut before the middle is blurred.
/// </summary>
internal static class PackedCodec
{
    private const int Levels = 16;
    private static readonly float[] Shares = [1f, 0.9f, 0.8f, 0.7f, 0.6f, 0.5f, 0.42f, 0.35f];

    /// <summary>Writes the codes of a vector, one per byte, and returns the step; the vector has a direction.</summary>
    public static float Quantize(ReadOnlySpan<float> vector, Span<byte> codes)
    {
        var largest = 0f;
        foreach (var component in vector)
            largest = Math.Max(largest, Math.Abs(component));
        var (best, least) = (0f, double.MaxValue);
        foreach (var share in Shares)
        {
            var step = largest * share / (Levels / 2);
            var error = Error(vector, step);
            if (error < least)
                (best, least) = (step, error);
        }

        for (var i = 0; i < vector.Length; i++)
            codes[i] = (byte)Code(vector[i], best);
        return best;
    }

    /// <summary>
    /// What the product of a question with the codes, in steps, is multiplied with to be a cosine: the product's expectation is then the
    /// true cosine, and a vector's cosine with itself is 1, so that rows of different precision compare.
    /// </summary>
    public static float Factor(ReadOnlySpan<float> vector, ReadOnlySpan<byte> codes)
    {
        double along = 0, squares = 0;
        for (var i = 0; i < vector.Length; i++)
        {
            along += vector[i] * (double)Level(codes[i]);
            squares += (double)vector[i] * vector[i];
        }

        return (float)(Math.Sqrt(squares) / along);
    }

    /// <summary>The component that a code stands for, in steps.</summary>
    public static float Level(int code) => code - (Levels - 1) / 2f;

    private static double Error(ReadOnlySpan<float> vector, float step)
    {
        double error = 0;
        foreach (var component in vector)
        {
            var off = component - Level(Code(component, step)) * step;
            error += off * off;
        }

        return error;
    }

    private static int Code(float component, float step) => (int)Math.Clamp(Math.Floor((double)component / step) + Levels / 2, 0, Levels - 1);
}
