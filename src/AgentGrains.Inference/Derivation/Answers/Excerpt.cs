namespace AgentGrains.Inference.Derivation;

/// <summary>The beginning of a text.</summary>
internal static class Excerpt
{
    private const int Length = 40;

    /// <summary>What may stand in an error message: a few words on one line.</summary>
    public static string Of(string text) => string.Concat(Begin(text, Length).Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>At most <paramref name="most"/> UTF-16 code units, with an ellipsis when something is left out.</summary>
    public static string Begin(string text, int most) =>
        text.Length <= most ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[most - 1]) ? most - 1 : most), "…");
}
