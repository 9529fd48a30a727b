namespace AgentGrains;

/// <summary>Writes a note about a segment of episodes. What it returns is checked against them, and refused where it says what nobody said.</summary>
/// <remarks>Called outside every grain's turn; it may be slow, fail or answer nonsense. Must be thread-safe.</remarks>
public interface INoteWriter
{
    /// <summary>Writes one note.</summary>
    /// <param name="episodes">The segment, in order.</param>
    /// <param name="extract">The note that the rules make of it.</param>
    /// <param name="tokens">How long it may be; twice that is refused.</param>
    /// <param name="cancellationToken">Ends with the deadline.</param>
    /// <returns>The note; null keeps the rules'.</returns>
    ValueTask<string?> WriteAsync(IReadOnlyList<MemoryRecord> episodes, string extract, int tokens, CancellationToken cancellationToken);
}
