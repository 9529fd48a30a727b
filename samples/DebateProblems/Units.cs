namespace AgentGrains.Samples.DebateProblems;

/// <summary>The units that the problems use.</summary>
internal static class Units
{
    private static readonly Dictionary<(string From, string To), double> Factors = new()
    {
        [("g", "kg")] = 1e-3,
        [("mg", "g")] = 1e-3,
        [("kg", "t")] = 1e-3,
        [("ml", "l")] = 1e-3,
        [("min", "h")] = 1d / 60,
        [("cent", "EUR")] = 1e-2,
    };

    /// <summary>An amount in another unit.</summary>
    /// <exception cref="FormatException">There is no way from one to the other.</exception>
    public static double Convert(double amount, string from, string to) => from == to ? amount
        : Factors.TryGetValue((from, to), out var factor) ? amount * factor
        : throw new FormatException($"There is no way from {from} to {to}.");
}
