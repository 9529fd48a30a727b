using System.Collections.Immutable;

namespace AgentGrains.Engine.Records;

public sealed partial class MemoryState
{
    // What consolidation laid to rest because another record says it, or says better; made from operations only.
    private readonly Dictionary<MemoryId, (MemoryId For, ConsolidationKind Why)> _restsFor = [];
    private readonly Dictionary<MemoryId, List<MemoryId>> _restingFor = [];

    /// <summary>What rests here for records that operations take away: nobody says any more what it says.</summary>
    /// <remarks>
    /// A record that is replaced wakes nothing: what was said like it is as outdated. One that is held wakes what it contradicted and not what says the same, which may be held for the same reason.
    /// </remarks>
    internal ImmutableArray<MemoryId> LeftAlone(ImmutableArray<MemoryOperation> operations) =>
    [
        .. operations.SelectMany(operation => operation.Kind switch
        {
            OperationKind.Delete => Resting(operation.Target, static _ => true),
            OperationKind.Quarantine => Resting(operation.Target, static why => why == ConsolidationKind.Contradicted),
            _ => [],
        }).Except(operations.Select(operation => operation.Target)),
    ];

    /// <summary>What rests here for records that are gone.</summary>
    internal ImmutableArray<MemoryId> LeftAlone(IEnumerable<MemoryId> gone) => [.. gone.SelectMany(id => Resting(id, static _ => true)).Distinct()];

    /// <summary>Decides to search records again that rest.</summary>
    /// <param name="ids">The records.</param>
    /// <param name="originals">The vectors as they were first stored.</param>
    /// <param name="after">How many operations are decided before these.</param>
    /// <param name="now">The time of the change.</param>
    internal ImmutableArray<MemoryOperation> DecideAwaken(
        IReadOnlyCollection<MemoryId> ids, IReadOnlyDictionary<MemoryId, StoredVector> originals, int after, DateTimeOffset now) =>
    [
        .. ids.Select((id, i) => Lively(OperationKind.Retier, after + i, id, Find(id)!.Life with { Zone = MemoryZone.Active, Rests = false }, originals, now) with
        {
            Producer = Consolidator,
            Reason = "what it rested for is gone",
        }),
    ];

    private IEnumerable<MemoryId> Resting(MemoryId gone, Func<ConsolidationKind, bool> counts) => _restingFor.GetValueOrDefault(gone, [])
        .Where(id => _restsFor.TryGetValue(id, out var rests) && rests.For == gone && counts(rests.Why) && Find(id) is { Life.Rests: true });

    private void NoteRest(MemoryOperation operation)
    {
        if (operation.Life is not { Rests: true })
        {
            _restsFor.Remove(operation.Target);
        }
        else if (operation.Evidence is [var other, ..] && KindOf(operation) is (ConsolidationKind.Twin or ConsolidationKind.Contradicted) and var why)
        {
            _restsFor[operation.Target] = (other, why);
            (_restingFor.TryGetValue(other, out var resting) ? resting : _restingFor[other] = []).Add(operation.Target);
        }
    }
}
