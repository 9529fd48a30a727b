using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>
/// Decides which evidence of a recall may be acted on, by more than rules; after A-MemGuard's consensus over reasoning chains. Whatever it
/// does not name is left out, and a judge that throws, answers something unusable or is late passes nothing.
/// </summary>
/// <remarks>Must be thread-safe.</remarks>
public interface IEvidenceJudge
{
    /// <summary>Judges the evidence of one question.</summary>
    /// <param name="query">The question.</param>
    /// <param name="evidence">The evidence, best first; at least two records.</param>
    /// <param name="cancellationToken">Ends when the deadline passes.</param>
    /// <returns>The records that are consistent with each other and safe to act on.</returns>
    /// <exception cref="ModelOutputException">A model answered something that cannot be read.</exception>
    ValueTask<ImmutableArray<MemoryId>> JudgeAsync(string query, ImmutableArray<Evidence> evidence, CancellationToken cancellationToken);
}
