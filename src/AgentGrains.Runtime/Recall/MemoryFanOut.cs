using System.Collections.Immutable;
using AgentGrains.Runtime.Vectors;
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
internal sealed partial class MemoryFanOut(MemoryReferences references, IOptions<RecallOptions> options, TimeProvider clock, ILogger<MemoryFanOut> logger, VectorOffload? vectors)
{
    private readonly RecallOptions _options = options.Value;
    private readonly ILogger _logger = logger;

    /// <summary>Whether a failure means that the question may not be asked, rather than that somebody did not answer it.</summary>
    public static bool IsCallersFault(Exception failure) => failure is InvalidMemoryException or TenantMismatchException or TenantKeyException;

    /// <summary>Asks them.</summary>
    public async ValueTask<FannedOut> AskAsync(RecallRequest request, MemorySearch search, CancellationToken cancellationToken)
    {
        var searches = MemoriesOf(request).Select(memory => SearchAsync(new VectorOwner(memory.Scope, memory.Type), memory.Grain, search, cancellationToken)).ToArray();
        var found = await Task.WhenAll(searches);
        return new([.. found.OfType<MemoryFinds>()], found.Contains(null));
    }

    private IEnumerable<(Scope Scope, MemoryType Type, IMemoryGrain Grain)> MemoriesOf(RecallRequest request) =>
        from scope in request.Scopes
        from memory in references.Of(scope)
        where request.Kinds.IsDefaultOrEmpty || request.Kinds.Any(kind => MemoryKinds.TypeOf(kind) == memory.Type)
        select (scope, memory.Type, memory.Grain);

    // The store is asked here and not by the memory, whose queue a slow store would hold up.
    private async Task<MemoryFinds?> SearchAsync(VectorOwner owner, IMemoryGrain memory, MemorySearch search, CancellationToken cancellationToken)
    {
        var (scope, isAway) = (owner.Scope, false);
        try
        {
            if (vectors is not null && !search.Vector.IsEmpty)
            {
                var near = await vectors.FindAsync(owner, search.VectorModel!, search.Vector.AsMemory(), cancellationToken);
                isAway = near is null;
                search = isAway ? ByWords(search) : search with { Near = near };
            }

            var result = await memory.SearchAsync(search, cancellationToken).AsTask().WaitAsync(_options.MemoryDeadline, clock, cancellationToken);
            return new MemoryFinds(scope, result.Hits, result.Standing, isAway, result.Unanswered, result.Basis, result.Staged);
        }
        catch (InvalidMemoryException misfit) when (misfit.Field == "vector" && !search.Vector.IsEmpty)
        {
            // The model makes other vectors than those this memory holds under its name.
            LogMisfit(search.VectorModel!, scope.Key, misfit);
            var finds = await SearchAsync(owner, memory, ByWords(search), cancellationToken);
            return finds is null ? null : finds with { WithoutVector = true };
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && !IsCallersFault(failure))
        {
            LogPartial(scope.Key, failure);
            return null;
        }
    }

    private static MemorySearch ByWords(MemorySearch search) => search with { Vector = [], VectorModel = null, Near = null };

    [LoggerMessage(31, LogLevel.Warning, "A memory of '{Scope}' did not answer; recall goes on without it")]
    private partial void LogPartial(string scope, Exception failure);

    [LoggerMessage(33, LogLevel.Warning, "The embedding model '{Model}' makes other vectors than a memory of '{Scope}' holds; it is searched lexically")]
    private partial void LogMisfit(string model, string scope, Exception failure);
}
