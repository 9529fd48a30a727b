using System.Collections.Frozen;

namespace AgentGrains.Engine.Resolve;

/// <summary>What forms call the predicates that extraction makes. One line a predicate: the words that mean it, in any number and order.</summary>
internal static class FieldConcepts
{
    private const string Lines = """
        lives in: city town residence home address location place living lives
        comes from: hometown origin birthplace
        works at: employer company workplace organisation organization firm
        works as: job occupation profession role position
        studies at: school university college
        studies: major degree
        married to: spouse husband wife
        engaged to: fiance fiancee
        dating: boyfriend girlfriend
        drives: car vehicle
        speaks: language languages spoken
        allergic to: allergy allergies allergens
        plays: instrument instruments sport sports
        likes: likes interests hobby hobbies
        reports to: manager boss supervisor
        drinks: drink drinks beverage
        """;

    private static readonly FrozenDictionary<string, FrozenSet<string>> Words = Lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(": ")).ToFrozenDictionary(parts => parts[0], parts => parts[1].Split(' ').ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Whether all the words mean a predicate.</summary>
    /// <param name="predicate">The predicate, in lower case.</param>
    /// <param name="words">The field's words; at least one.</param>
    public static bool Mean(string predicate, IReadOnlyCollection<string> words) =>
        words.Count > 0 && Words.TryGetValue(predicate, out var known) && words.All(known.Contains);
}
