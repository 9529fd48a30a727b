using System.Collections.Immutable;
using System.Runtime.InteropServices;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Memory.Joint;

namespace AgentGrains.Engine.Memory;

// What an image says as one part of a memory that is ranked as a whole.
public sealed partial class MemoryImage
{
    private const int MostNew = 4_000;   // versions in one answer

    // By ordinal: the last operation that changed what the index holds of it. Replay makes the same.
    private readonly List<long> _touched = [];

    /// <summary>What changed since <paramref name="known"/>, and nothing else.</summary>
    public MemoryPart ReadChanges(PartPlace known)
    {
        var end = Math.Min(State.Versions, known.Versions + MostNew);
        var changes = ImmutableArray.CreateBuilder<PartVersion>();
        if (known.Sequence < State.Sequence || known.Versions < end)
        {
            for (var ordinal = 0; ordinal < end; ordinal++)
            {
                if (ordinal >= known.Versions || (ordinal < _touched.Count && _touched[ordinal] > known.Sequence))
                    changes.Add(Version(ordinal));
            }
        }

        return new MemoryPart(new PartPlace(Math.Max(end, known.Versions), State.Sequence), end == State.Versions, changes.ToImmutable(), default, default, default, null);
    }

    /// <summary>What changed since <paramref name="known"/>, and what the question may see here.</summary>
    /// <exception cref="InvalidMemoryException">The question's vector is unusable or has the wrong dimension.</exception>
    public MemoryPart ReadPart(MemorySearch search, PartPlace known, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(search);
        return ReadChanges(known) with
        {
            Visible = Bits(Visibility(search, now)),
            Priors = Doubts(search, now) is { } doubt ? [.. Enumerable.Range(0, State.Versions).Select(doubt)] : default,
            Cosines = (Offloads ? NearCosines(search) : _index.ReadCosines(new SearchQuery(search.Query, search.Limit) { Vector = VectorOf(search), Model = search.VectorModel })) is { } cosines
                ? ImmutableCollectionsMarshal.AsImmutableArray(cosines) : default,
            Standing = StandingFor(search, now),
        };
    }

    // What is held from the first is not in the index, and never was to be found.
    private PartVersion Version(int ordinal) =>
        State[ordinal] is { } record && (_index.IsLive(ordinal) || _archived.Contains(ordinal))
            ? new PartVersion(ordinal, record with { Vector = null }, record.Life.Zone)
            : new PartVersion(ordinal, null, MemoryZone.Active);

    private void Touch(int ordinal)
    {
        if (ordinal < 0)
            return;
        while (_touched.Count <= ordinal)
            _touched.Add(State.Sequence);
        _touched[ordinal] = State.Sequence;
    }

    private ImmutableArray<byte> Bits(Func<int, bool>? visible)
    {
        if (visible is null)
            return default;
        var bits = new byte[(State.Versions + 7) / 8];
        for (var ordinal = 0; ordinal < State.Versions; ordinal++)
        {
            if (visible(ordinal))
                bits[ordinal >> 3] |= (byte)(1 << (ordinal & 7));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(bits);
    }
}
