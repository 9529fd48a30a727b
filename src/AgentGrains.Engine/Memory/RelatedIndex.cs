using System.IO.Hashing;
using System.Runtime.InteropServices;
using AgentGrains.Engine.Analysis;
using AgentGrains.Engine.Decisions;
using AgentGrains.Engine.Linking;
using AgentGrains.Engine.Records;

namespace AgentGrains.Engine.Memory;

/// <summary>
/// Finds what is known of the same matter: records of one slot or its opposite, one name, one text, or one entity. Holds 64-bit hashes of folded keys.
/// </summary>
/// <remarks>Records that are no longer believed are left in place and passed over. Not thread-safe.</remarks>
internal sealed class RelatedIndex(MemoryState state)
{
    private readonly TextFolder _folder = new();
    private readonly Dictionary<UInt128, List<int>> _places = [];

    public void Add(int ordinal, MemoryRecord record)
    {
        Enter(Text(record.Text), ordinal);
        if (record.Slot is { } slot)
        {
            Enter(SlotKey(slot), ordinal);
            Enter(Entity(slot.Subject), ordinal);
        }

        if (record.CanonicalName is { } name)
            Enter(Name(name), ordinal);
        foreach (var alias in record.Aliases)
            Enter(Name(alias), ordinal);
        foreach (var argument in record.Arguments.Where(ArgumentRoles.IsEntity))
            Enter(Entity(argument.Entity), ordinal);
    }

    /// <summary>Records of the unit's slot, names or text, in that order, newest first in each.</summary>
    public List<MemoryRecord> Similar(ExtractedUnit unit, int most)
    {
        var found = new List<MemoryRecord>();
        if (unit.Slot is { } slot)
            Collect(SlotKey(slot), found, most);
        if (unit.CanonicalName is { } name)
            Collect(Name(name), found, most);
        foreach (var alias in unit.Aliases)
            Collect(Name(alias), found, most);
        Collect(Text(unit.Text), found, most);
        return found;
    }

    /// <summary>Believed records of a slot, newest first.</summary>
    public List<MemoryRecord> OfSlot(Slot slot, int most)
    {
        var found = new List<MemoryRecord>();
        Collect(SlotKey(slot), found, most);
        return found;
    }

    /// <summary>Records that share an entity with the unit, those that share most first, then the newest.</summary>
    public List<MemoryRecord> Neighbours(ExtractedUnit unit, int most)
    {
        var shared = new Dictionary<int, int>();
        foreach (var entity in EntitiesOf(unit).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            // The newest of what may be a long list: an entity that everything mentions connects nothing.
            if (_places.TryGetValue(Entity(entity), out var places))
            {
                foreach (var ordinal in places.TakeLast(4 * most))
                    CollectionsMarshal.GetValueRefOrAddDefault(shared, ordinal, out _)++;
            }
        }

        return [.. shared.Where(item => IsBelieved(item.Key)).OrderByDescending(item => item.Value).ThenByDescending(item => item.Key).Take(most).Select(item => state[item.Key]!)];
    }

    private static IEnumerable<string> EntitiesOf(ExtractedUnit unit)
    {
        if (unit.Slot is { } slot)
            yield return slot.Subject;
        foreach (var argument in unit.Arguments.Where(ArgumentRoles.IsEntity))
            yield return argument.Entity;
    }

    private void Enter(UInt128 key, int ordinal)
    {
        ref var places = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, key, out _);
        places ??= [];
        if (places.Count == 0 || places[^1] != ordinal)
            places.Add(ordinal);
    }

    private void Collect(UInt128 key, List<MemoryRecord> found, int most)
    {
        if (!_places.TryGetValue(key, out var places))
            return;
        places.RemoveAll(ordinal => !IsBelieved(ordinal));
        for (var i = places.Count - 1; i >= 0 && found.Count < most; i--)
        {
            if (!found.Contains(state[places[i]]!))
                found.Add(state[places[i]]!);
        }
    }

    private bool IsBelieved(int ordinal) => state[ordinal] is { Lineage.RetiredAt: null, Status: < EpistemicStatus.Superseded };

    private UInt128 SlotKey(Slot slot) => Hash('s', slot.Subject, SlotMatters.Of(slot.Predicate));

    private UInt128 Name(string name) => Hash('n', name);

    private UInt128 Text(string text) => Hash('t', text);

    private UInt128 Entity(string entity) => Hash('e', entity);

    private UInt128 Hash(char kind, string first, string second = "")
    {
        var hash = new XxHash128();
        hash.Append(MemoryMarshal.AsBytes([kind]));
        hash.Append(MemoryMarshal.AsBytes(_folder.Fold(first.Trim())));
        hash.Append(MemoryMarshal.AsBytes([kind]));
        hash.Append(MemoryMarshal.AsBytes(_folder.Fold(second.Trim())));
        return hash.GetCurrentHashAsUInt128();
    }
}
