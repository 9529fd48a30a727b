using System.ComponentModel;
using Microsoft.SemanticKernel;

namespace AgentGrains.SemanticKernel;

/// <summary>What was learnt, as a kernel function for a model: lessons, procedures and cases that resemble a task.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class LessonPlugin
{
    private const int MostLessons = 8;
    private const int LessonTokens = 1_200;

    private readonly IMemoryClient _client;
    private readonly Scope[] _reads;

    /// <summary>A plugin over the procedural memory of some scopes.</summary>
    /// <exception cref="ArgumentException">There is no scope to read.</exception>
    public LessonPlugin(IMemoryClient client, IReadOnlyCollection<Scope> reads)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(reads);
        if (reads.Count == 0)
            throw new ArgumentException("Name at least one scope to recall from.", nameof(reads));
        (_client, _reads) = (client, [.. reads]);
    }

    /// <summary>Finds what was learnt about a task.</summary>
    [KernelFunction("lessons")]
    [Description("Look up what was learnt from tasks like this one: lessons, ways of doing things, and earlier cases with how they ended. Use it before "
        + "a task of several steps, and when something fails.")]
    [return: Description("Numbered lessons, best first; or that there are none.")]
    public Task<string> LessonsAsync(
        [Description("The task, or what went wrong, in a sentence")] string task, CancellationToken cancellationToken = default) =>
        MemoryPluginInput.AnswerAsync("Nothing found", async () =>
        {
            var found = await _client.RecallAsync(
                _reads[0].Tenant,
                new RecallRequest
                {
                    Query = task,
                    Scopes = [.. _reads],
                    Kinds = [MemoryKind.Lesson, MemoryKind.Procedure, MemoryKind.Case, MemoryKind.Concept],
                    Limit = MostLessons,
                    TokenBudget = LessonTokens,
                },
                cancellationToken);
            return found.Evidence.IsEmpty ? "Nothing was learnt about this yet." : found.Context;
        });
}
