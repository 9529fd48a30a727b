using System.Collections.Immutable;
using AgentGrains.Engine.Records;

namespace AgentGrains.Engine.Resolve;

/// <summary>Beliefs by the predicate of their slot, for filling fields.</summary>
/// <remarks>Records that are no longer there are passed over. Not thread-safe.</remarks>
internal sealed class SlotIndex(MemoryState state)
{
    private readonly Dictionary<string, List<int>> _places = new(StringComparer.Ordinal);
    private readonly FieldMatcher _matcher = new();

    public void Add(int ordinal, MemoryRecord record)
    {
        if (record.Slot is not { } slot)
            return;
        var predicate = _matcher.Fold(slot.Predicate);
        if (!_places.TryGetValue(predicate, out var places))
            _places.Add(predicate, places = []);
        places.Add(ordinal);
    }

    /// <summary>Visible beliefs for each field, with how sure each predicate is.</summary>
    public ImmutableArray<SlotMatch> Find(ResolveRequest request, DateTimeOffset now)
    {
        var matches = ImmutableArray.CreateBuilder<SlotMatch>();
        var subject = request.Subject is { } asked ? _matcher.Fold(asked) : null;
        foreach (var (number, field) in request.Fields.Index())
        {
            foreach (var predicate in _places.Keys.Order(StringComparer.Ordinal))
            {
                if (_matcher.Match(field, predicate) is > 0 and var strength)
                    matches.AddRange(_places[predicate].Where(ordinal => IsUsable(ordinal, subject, request, now)).Select(ordinal => new SlotMatch(number, strength, state[ordinal]!)));
            }
        }

        return matches.ToImmutable();
    }

    private bool IsUsable(int ordinal, string? subject, ResolveRequest request, DateTimeOffset now) =>
        state.IsVisible(ordinal, request.AsOf, request.ValidAt, now)
        && state[ordinal] is { } record && !(record.Life.Rests && request.AsOf is null) && record.Confidence >= request.MinConfidence
        && (subject is null || _matcher.Fold(record.Slot!.Subject) == subject);
}
