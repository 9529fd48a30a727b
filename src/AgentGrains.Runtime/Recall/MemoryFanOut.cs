using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Recall;

/// <summary>What one memory found.</summary>
internal sealed record MemoryFinds(Scope Scope, ImmutableArray<MemoryHit> Hits, StandingContext? Standing, bool WithoutVector, bool Unanswered, int Basis, StagedView? Staged);

/// <summary>What the memories of a question found.</summary>
/// <param name="Finds">Of those that answered.</param>
/// <param name="IsPartial">One did not.</param>
internal sealed record FannedOut(ImmutableArray<MemoryFinds> Finds, bool IsPartial);

/// <summary>Asks every memory of a question's scopes at once. One that fails or is late is left out.</summary>
/// <remarks>For one activation.</remarks>
internal sealed partial class MemoryFanOut(MemoryReferences references, IOptions<RecallOptions> options, TimeProvider clock, ILogger<MemoryFanOut> logger)
{
    private readonly RecallOptions _options = options.Value;
    private readonly ILogger _logger = logger;

    /// <summary>Whether a failure means that the question may not be asked, rather than that somebody did not answer it.</summary>
    public static bool IsCallersFault(Exception failure) => failure is InvalidMemoryException or TenantMismatchException or TenantKeyException;

    /// <summary>Asks them.</summary>
    public async ValueTask<FannedOut> AskAsync(RecallRequest request, MemorySearch search, CancellationToken cancellationToken)
    {
        var searches = MemoriesOf(request).Select(memory => SearchAsync(memory.Scope, memory.Grain, search, cancellationToken)).ToArray();
        var found = await Task.WhenAll(searches);
        return new([.. found.OfType<MemoryFinds>()], found.Contains(null));
    }

    private IEnumerable<(Scope Scope, IMemoryGrain Grain)> MemoriesOf(RecallRequest request) =>
        from scope in request.Scopes
        from memory in references.Of(scope)
        where request.Kinds.IsDefaultOrEmpty || request.Kinds.Any(kind => MemoryKinds.TypeOf(kind) == memory.Type)
        select (scope, memory.Grain);

    private async Task<MemoryFinds?> SearchAsync(Scope scope, IMemoryGrain memory, MemorySearch search, CancellationToken cancellationToken)
    {
        try
        {
            var result = await memory.SearchAsync(search, cancellationToken).AsTask().WaitAsync(_options.MemoryDeadline, clock, cancellationToken);
            return new MemoryFinds(scope, result.Hits, result.Standing, WithoutVector: false, result.Unanswered, result.Basis, result.Staged);
        }
        catch (InvalidMemoryException misfit) when (misfit.Field == "vector" && !search.Vector.IsEmpty)
        {
            // The model makes other vectors than those this memory holds under its name.
            LogMisfit(search.VectorModel!, scope.Key, misfit);
            var finds = await SearchAsync(scope, memory, search with { Vector = [], VectorModel = null }, cancellationToken);
            return finds is null ? null : finds with { WithoutVector = true };
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && !IsCallersFault(failure))
        {
            LogPartial(scope.Key, failure);
            return null;
        }
    }

    [LoggerMessage(31, LogLevel.Warning, "A memory of '{Scope}' did not answer; recall goes on without it")]
    private partial void LogPartial(string scope, Exception failure);

    [LoggerMessage(33, LogLevel.Warning, "The embedding model '{Model}' makes other vectors than a memory of '{Scope}' holds; it is searched lexically")]
    private partial void LogMisfit(string model, string scope, Exception failure);
}
