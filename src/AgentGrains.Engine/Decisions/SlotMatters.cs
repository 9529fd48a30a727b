namespace AgentGrains.Engine.Decisions;

/// <summary>Which predicates are about one matter, so that they can contradict each other.</summary>
internal static class SlotMatters
{
    /// <summary>The name of the predicate's matter: opposites have one.</summary>
    public static string Of(string predicate) => string.Equals(predicate.Trim(), "dislikes", StringComparison.OrdinalIgnoreCase) ? "likes" : predicate;

    /// <summary>True for two predicates that cannot both hold of one value.</summary>
    public static bool AreOpposite(string one, string other) =>
        !string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase) && string.Equals(Of(one).Trim(), Of(other).Trim(), StringComparison.OrdinalIgnoreCase);
}
