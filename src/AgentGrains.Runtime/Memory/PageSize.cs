namespace AgentGrains.Runtime.Memory;

internal static class PageSize
{
    public const int Max = 1_000;

    public static int Require(int take) => take is >= 1 and <= Max
        ? take
        : throw new InvalidMemoryException("take", $"take is {take}; it must be from 1 to {Max:N0}.");
}
