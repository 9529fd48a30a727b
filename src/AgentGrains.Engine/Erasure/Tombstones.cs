using System.Collections.Immutable;
using AgentGrains.Engine.Codec;

namespace AgentGrains.Engine.Erasure;

/// <summary>The tombstones of a memory: what was erased and must not come back while they stand.</summary>
/// <remarks>Not thread-safe: its state is its one owner. A check reads the text once for each salt, which is one unless cubes brought others.</remarks>
internal sealed class Tombstones
{
    private readonly SortedDictionary<MemoryId, Tombstone> _standing = [];

    /// <summary>How many stand.</summary>
    public int Count => _standing.Count;

    /// <summary>Takes a tombstone's operation, or the one that lifts it.</summary>
    public void Apply(MemoryOperation operation)
    {
        if (operation.Kind == OperationKind.Lifted)
            _standing.Remove(operation.Target);
        else
            _standing[operation.Target] = Tombstone.Of(operation);
    }

    /// <summary>The sketch of an erased record's tombstone; null when none stands.</summary>
    public ImmutableArray<byte>? SketchOf(MemoryId erased) => _standing.TryGetValue(erased, out var stone) ? stone.Sketch : null;

    /// <summary>The import that brought a tombstone; null when none did.</summary>
    public string? ImportOf(MemoryId erased) => _standing.TryGetValue(erased, out var stone) ? stone.Import : null;

    /// <summary>The erased record that a draft would bring back, by what it says or by its key; null when there is none.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="key">The key it comes with.</param>
    /// <param name="memory">The memory it comes to: keys are unique in one.</param>
    public MemoryId? Find(MemoryDraft draft, string? key, MemoryType memory) =>
        FindKey(key, memory) ?? Find(draft.Text) ?? (draft.Slot is { } slot ? Find($"{slot.Subject} {slot.Predicate} {slot.Value}") : null);

    /// <summary>The erased record that was written with a key; null when there is none.</summary>
    public MemoryId? FindKey(string? key, MemoryType memory)
    {
        if (_standing.Count == 0 || string.IsNullOrEmpty(key))
            return null;
        var (hash, salt) = (0UL, Array.Empty<byte>());
        foreach (var (id, stone) in _standing)
        {
            if (stone.Keys.Length == 0 || id.Type != memory)
                continue;
            if (!salt.AsSpan().SequenceEqual(stone.Salt))
                hash = FactSketch.HashOfKey(key, salt = stone.Salt);
            if (Array.IndexOf(stone.Keys, hash) >= 0)
                return id;
        }

        return null;
    }

    /// <summary>The erased record that a text would bring back; null when there is none.</summary>
    public MemoryId? Find(string text)
    {
        if (_standing.Count == 0)
            return null;
        foreach (var words in FactWords.Read(text))
        {
            var (hashes, salt) = (new ushort[words.Count], Array.Empty<byte>());
            var said = new bool[FactSketch.Hashes];
            foreach (var (id, stone) in _standing)
            {
                if (!salt.AsSpan().SequenceEqual(stone.Salt))
                {
                    salt = stone.Salt;
                    Array.Clear(said);
                    for (var i = 0; i < hashes.Length; i++)
                        said[hashes[i] = FactSketch.Hash(words[i].Term, salt)] = true;
                }

                foreach (var sentence in stone.Sentences)
                {
                    if (FactSketch.MaySay(sentence, said) && FactSketch.Says(sentence, words, hashes))
                        return id;
                }
            }
        }

        return null;
    }

    /// <summary>Writes them in canonical form; nothing when there are none.</summary>
    public void WriteTo(FieldWriter writer)
    {
        foreach (var (id, stone) in _standing)
        {
            writer.Id(3, id);
            writer.Bytes(4, stone.Sketch.AsSpan());
        }
    }

    private sealed record Tombstone(ImmutableArray<byte> Sketch, byte[] Salt, ushort[][] Sentences, ulong[] Keys, string? Import)
    {
        public static Tombstone Of(MemoryOperation operation)
        {
            var (salt, sentences, keys) = FactSketch.Read(operation.Sketch.AsSpan());
            return new Tombstone(operation.Sketch, salt, sentences, keys, operation.Import?.Cube);
        }
    }
}
