namespace AgentGrains.Engine.Vectors;

/// <summary>
/// Vectors of single words: with them an index also finds words of the same meaning ("counsellor" for "therapist"). A static
/// embedding model has them; a contextual one does not.
/// </summary>
/// <remarks>
/// Implementations are thread-safe, and give the same word the same vector on every machine. An index asks once per distinct word and
/// keeps what it was told, so an index lives with one implementation.
/// </remarks>
public interface IWordVectors
{
    /// <summary>Components of every vector.</summary>
    int Dimension { get; }

    /// <summary>Writes a word's vector, of any length above zero; false when the model does not know the word.</summary>
    /// <param name="word">One word in lower case.</param>
    /// <param name="destination">Exactly <see cref="Dimension"/> components; what is in it after false means nothing.</param>
    bool TryGet(ReadOnlySpan<char> word, Span<float> destination);
}
