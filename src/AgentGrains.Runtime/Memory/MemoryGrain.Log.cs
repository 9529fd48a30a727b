using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Memory;

internal abstract partial class MemoryGrain
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(1, LogLevel.Error, "The {Type} memory of '{Scope}' is damaged at '{Segment}' and refuses every call")]
    private partial void LogDamaged(string scope, MemoryType type, string segment, Exception damage);

    [LoggerMessage(2, LogLevel.Warning, "A write to the {Type} memory of '{Scope}' failed; it will be reloaded from storage")]
    private partial void LogWriteFailed(string scope, MemoryType type, Exception failure);

    [LoggerMessage(3, LogLevel.Information, "The {Type} memory of '{Scope}' was erased")]
    private partial void LogErased(string scope, MemoryType type);

    [LoggerMessage(4, LogLevel.Warning, "The guard of '{Scope}' decided {Action}: {Reasons}")]
    private partial void LogGuarded(string scope, string action, string reasons);

    [LoggerMessage(5, LogLevel.Information, "The guard of '{Scope}' observes and would have decided {Action}: {Reasons}")]
    private partial void LogObserved(string scope, string action, string reasons);

    [LoggerMessage(6, LogLevel.Error, "The {Type} memory of '{Scope}' is encrypted and cannot be opened: {Why}")]
    private partial void LogLocked(string scope, MemoryType type, string why);
}
