using AgentGrains.Engine.Consolidation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Consolidation;

/// <summary>Lets the silo's note writer write, within its deadline, and checks what it wrote.</summary>
internal sealed partial class NoteCalls(IOptions<ConsolidationOptions> options, TimeProvider clock, ILogger<NoteCalls> logger, INoteWriter? writer = null)
{
    private readonly ILogger _logger = logger;

    /// <summary>A note that may be kept, or what went wrong; neither when nothing is to be told.</summary>
    public async Task<(string? Note, string? Fault)> WriteAsync(string scope, IReadOnlyList<MemoryRecord> episodes, CancellationToken stopping)
    {
        if (Notes.Extract(episodes, options.Value.NoteTokens) is not { } extract)
            return (null, null);
        if (writer is null)
            return (extract, null);
        using var deadline = new CancellationTokenSource(options.Value.CondenserDeadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            // Off the grain's scheduler, which a writer that blocks must not hold.
            var note = await Task.Run(() => writer.WriteAsync(episodes, extract, options.Value.NoteTokens, either.Token).AsTask(), either.Token).WaitAsync(either.Token) ?? extract;
            return Notes.WhyNot(note, episodes, options.Value.NoteTokens) is { } why ? (null, $"note writer: {why}") : (note.Trim(), null);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            LogFailed(scope, failure);
            return (null, $"note writer: {failure.GetType().Name}: {failure.Message}");
        }
    }

    [LoggerMessage(94, LogLevel.Warning, "The note writer failed for '{Scope}'; that note is left to the next run")]
    private partial void LogFailed(string scope, Exception failure);
}
