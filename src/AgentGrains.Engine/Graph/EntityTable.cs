using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AgentGrains.Engine.Graph;

/// <summary>
/// Who and what the records of an index are about: a hypergraph whose nodes are entities and whose edges are records. An entity is
/// the sequence of terms it is called by, so that it is found inside texts that were indexed before or after it was named.
/// </summary>
/// <remarks>Holds 64-bit hashes of term sequences. Not thread-safe.</remarks>
internal sealed class EntityTable
{
    private readonly Dictionary<ulong, List<int>> _records = [];
    private readonly Dictionary<int, List<Participant>> _entities = [];
    private readonly Dictionary<ulong, int> _named = [];   // how many records have it as their name

    /// <summary>Terms of the longest name ever added.</summary>
    public int Longest { get; private set; }

    public bool IsEmpty => _entities.Count == 0;

    public long Bytes => 80L * _records.Count + 72L * _entities.Count;

    /// <summary>Enters an entity that takes part in a record; one without a term is nothing.</summary>
    /// <param name="ordinal">The record.</param>
    /// <param name="terms">What the entity is called.</param>
    /// <param name="isName">The record itself is called so, and texts that say it are about the record.</param>
    public void Add(int ordinal, ReadOnlySpan<int> terms, bool isName)
    {
        if (terms.IsEmpty)
            return;
        var key = Key(terms);
        ref var entities = ref CollectionsMarshal.GetValueRefOrAddDefault(_entities, ordinal, out _);
        entities ??= [];
        foreach (var known in entities)
        {
            if (known.Key == key && (known.IsName || !isName))
                return;
        }

        entities.Add(new Participant(key, [.. terms], isName));
        if (isName)
        {
            Longest = Math.Max(Longest, terms.Length);
            CollectionsMarshal.GetValueRefOrAddDefault(_named, key, out _)++;
        }

        ref var records = ref CollectionsMarshal.GetValueRefOrAddDefault(_records, key, out _);
        records ??= [];
        var at = records.BinarySearch(ordinal);
        if (at < 0)
            records.Insert(~at, ordinal);
    }

    public void Remove(int ordinal)
    {
        if (!_entities.Remove(ordinal, out var entities))
            return;
        foreach (var entity in entities)
        {
            if (_records.TryGetValue(entity.Key, out var records) && records.Remove(ordinal) && records.Count == 0)
                _records.Remove(entity.Key);
            if (entity.IsName && --CollectionsMarshal.GetValueRefOrAddDefault(_named, entity.Key, out _) == 0)
                _named.Remove(entity.Key);
        }
    }

    /// <summary>What takes part in a record by its own account, names first as they were added.</summary>
    public ReadOnlySpan<Participant> Of(int ordinal) =>
        _entities.TryGetValue(ordinal, out var entities) ? CollectionsMarshal.AsSpan(entities) : default;

    /// <summary>Whether a text that says these terms speaks of a record by its name.</summary>
    public bool IsName(ReadOnlySpan<int> terms, out ulong key) => _named.ContainsKey(key = Key(terms));

    /// <summary>The records an entity takes part in, by ordinal.</summary>
    public ReadOnlySpan<int> RecordsOf(ulong entity) => _records.TryGetValue(entity, out var records) ? CollectionsMarshal.AsSpan(records) : default;

    // Two names that share a hash are joined: one false link in some 10^9 pairs of 10^5 names.
    private static ulong Key(ReadOnlySpan<int> terms) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(terms));

    /// <summary>One entity of a record.</summary>
    internal readonly record struct Participant(ulong Key, int[] Terms, bool IsName);
}
