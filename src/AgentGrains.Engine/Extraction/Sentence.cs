namespace AgentGrains.Engine.Extraction;

/// <summary>One word of a sentence: folded, with its place in the text.</summary>
/// <param name="Lower">Lower case; contractions are split ("don't" is "do" and "not").</param>
/// <param name="Start">First UTF-16 unit in the text.</param>
/// <param name="End">Unit after its last.</param>
/// <param name="IsCapital">It begins with a capital.</param>
/// <param name="Breaks">Punctuation other than an apostrophe stands before it.</param>
internal readonly record struct Word(string Lower, int Start, int End, bool IsCapital, bool Breaks);

/// <summary>One sentence of a turn.</summary>
/// <param name="Text">As it was written, trimmed, without its final mark.</param>
/// <param name="Words">Its words.</param>
/// <param name="IsQuestion">It ends in a question mark.</param>
internal sealed record Sentence(string Text, IReadOnlyList<Word> Words, bool IsQuestion)
{
    /// <summary>The text from one word to another, the last not included.</summary>
    public string Slice(int first, int end) => first >= end ? "" : Text[Words[first].Start..Words[end - 1].End];
}
