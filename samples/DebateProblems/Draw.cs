using System.Text;

namespace AgentGrains.Samples.DebateProblems;

/// <summary>Chance that is the same whenever it is asked for the same thing: a repeated call of a team must give the same answer.</summary>
internal static class Draw
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>A number from 0 to 1 for what it is drawn for.</summary>
    public static double For(int seed, params ReadOnlySpan<string> what)
    {
        var hash = Offset ^ (ulong)(uint)seed * Prime;
        foreach (var text in what)
        {
            foreach (var value in Encoding.UTF8.GetBytes(text))
                hash = (hash ^ value) * Prime;
            hash = (hash ^ 0xFF) * Prime;
        }

        // The last step of SplitMix64: FNV alone leaves likes near each other.
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return ((hash ^ (hash >> 31)) >> 11) * (1d / (1UL << 53));
    }
}
