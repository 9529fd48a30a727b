using System.Collections.Immutable;

namespace AgentGrains.Runtime.Derivation;

/// <summary>Turns to keyed statements: cut into windows of one session, segments, and what the extractor finds in them.</summary>
internal sealed class UnitReader(DerivationOptions options)
{
    /// <summary>Statements of <paramref name="turns"/>, in order, each with the key its operation will have.</summary>
    /// <param name="stages">The stages to use.</param>
    /// <param name="before">Turns before them, of any session, oldest first.</param>
    /// <param name="turns">The turns.</param>
    /// <param name="cancellationToken">Stops the stages.</param>
    public async ValueTask<List<KeyedUnit>> ReadAsync(
        GuardedStages stages, IReadOnlyList<MemoryRecord> before, IReadOnlyList<MemoryRecord> turns, CancellationToken cancellationToken)
    {
        var units = new List<KeyedUnit>();
        var known = before.ToList();
        foreach (var window in Windows(turns))
        {
            var session = window[0].Provenance.Session;
            var context = known.Where(turn => turn.Provenance.Session == session).TakeLast(options.ContextTurns).ToImmutableArray();
            foreach (var segment in await stages.SegmentAsync(new TurnWindow(context, window), cancellationToken))
            {
                var earlier = context.AddRange(window.AsSpan(0, segment.Start));
                var part = new TurnWindow([.. earlier.TakeLast(options.ContextTurns)], window.Slice(segment.Start, segment.Count));
                var (extracted, producer) = await stages.ExtractAsync(part, cancellationToken);
                Take(extracted, producer, part.Turns, units);
            }

            known.AddRange(window);
        }

        return units;
    }

    private void Take(ImmutableArray<ExtractedUnit> extracted, ProducerVersion producer, ImmutableArray<MemoryRecord> turns, List<KeyedUnit> units)
    {
        var taken = new Dictionary<MemoryId, int>();
        foreach (var unit in extracted)
        {
            var number = taken.GetValueOrDefault(unit.Sources[0]);
            if (number == options.MaxUnitsPerTurn)
                continue;
            taken[unit.Sources[0]] = number + 1;
            units.Add(new KeyedUnit($"#d/{unit.Sources[0]}/{number}/{producer}", unit, producer)
            {
                // A statement is as trusted as the least trusted turn it rests on, whoever derived it.
                Trust = turns.Where(turn => unit.Sources.Contains(turn.Id)).Select(turn => turn.Trust).DefaultIfEmpty(1).Min(),
            });
        }
    }

    private static IEnumerable<ImmutableArray<MemoryRecord>> Windows(IReadOnlyList<MemoryRecord> turns)
    {
        for (var start = 0; start < turns.Count;)
        {
            var end = start + 1;
            while (end < turns.Count && turns[end].Provenance.Session == turns[start].Provenance.Session)
                end++;
            yield return [.. turns.Skip(start).Take(end - start)];
            start = end;
        }
    }
}
