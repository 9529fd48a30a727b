using System.Collections.Frozen;

namespace AgentGrains.Engine.Decisions;

/// <summary>Which predicates are about one matter, so that a statement of one can contradict or end one of another.</summary>
internal static class SlotMatters
{
    // Predicate = matter.
    private static readonly FrozenDictionary<string, string> ByPredicate = new Dictionary<string, string>
    {
        ["likes"] = "liking",
        ["dislikes"] = "liking",
        ["hobby"] = "pastime",
        ["plays"] = "pastime",
        ["learning"] = "pastime",
        ["has pet"] = "animal",
        ["has adopted"] = "animal",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name of the predicate's matter; most predicates are one of their own.</summary>
    public static string Of(string predicate) => ByPredicate.GetValueOrDefault(predicate.Trim(), predicate);

    /// <summary>True for two predicates that cannot both hold of one value.</summary>
    public static bool AreOpposite(string one, string other) => (one.Trim(), other.Trim()) is ("likes", "dislikes") or ("dislikes", "likes");
}
