using System.Globalization;

namespace AgentGrains.Engine.Moves;

/// <summary>The imports in which a move's operations come to its target: one for each chapter of the source, <c>move/chapter</c>.</summary>
/// <remarks>Pure. Persisted with every operation of a move: never change it.</remarks>
internal static class MoveImport
{
    /// <summary>Names the import of one chapter.</summary>
    public static string Of(string move, int chapter) => string.Create(CultureInfo.InvariantCulture, $"{move}/{chapter}");

    /// <summary>Whether an import is one of a move, and not of another whose name only begins with that one's.</summary>
    public static bool IsOf(string import, string move) =>
        import.StartsWith(move, StringComparison.Ordinal) && import.AsSpan(move.Length) is ['/', .. var chapter] && int.TryParse(chapter, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
