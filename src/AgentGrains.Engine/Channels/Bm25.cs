using System.Runtime.CompilerServices;

namespace AgentGrains.Engine.Channels;

/// <summary>
/// BM25 with k1 = 1.2 and b = 0.75 (S. Robertson, H. Zaragoza 2009), and the idf that stays positive:
/// ln(1 + (N - df + 0.5) / (df + 0.5)).
/// </summary>
internal static class Bm25
{
    private const float K1 = 1.2f;
    private const float B = 0.75f;

    public static float Idf(int documents, int withTerm) =>
        (float)Math.Log(1 + (documents - withTerm + 0.5) / (withTerm + 0.5));

    /// <summary>What length adds to the denominator: <c>k1 * (1 - b + b * length / average)</c> is base + perUnit * length.</summary>
    public static (float Base, float PerUnit) LengthNorm(long totalLength, int documents) =>
        (K1 * (1 - B), documents == 0 || totalLength == 0 ? 0 : (float)(K1 * B * documents / totalLength));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Saturate(float frequency, float norm) => frequency * (K1 + 1) / (frequency + norm);
}
