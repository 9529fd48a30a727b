using System.Diagnostics.CodeAnalysis;

namespace AgentGrains.Inference.Pool;

/// <summary>Finished vectors by content, the least recently used given up first when the bytes run out.</summary>
/// <remarks>Thread-safe. The vectors are shared: nobody writes to them.</remarks>
internal sealed class VectorCache(long bytes)
{
    private const int EntryBytes = 160;   // beside the vector: key, nodes, array header

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, LinkedListNode<(UInt128 Key, float[] Vector)>> _entries = [];
    private readonly LinkedList<(UInt128 Key, float[] Vector)> _byUse = [];
    private long _held;

    public bool IsOn => bytes > 0;

    /// <summary>Bytes it holds.</summary>
    public long Held
    {
        get
        {
            lock (_gate)
                return _held;
        }
    }

    public bool TryGet(UInt128 key, [NotNullWhen(true)] out float[]? vector)
    {
        vector = null;
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var node))
                return false;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            vector = node.Value.Vector;
            return true;
        }
    }

    public void Put(UInt128 key, float[] vector)
    {
        var size = Size(vector);
        if (size > bytes)
            return;
        lock (_gate)
        {
            if (!_entries.TryAdd(key, new((key, vector))))
                return;
            _byUse.AddFirst(_entries[key]);
            _held += size;
            while (_held > bytes && _byUse.Last is { } last)
            {
                _byUse.RemoveLast();
                _entries.Remove(last.Value.Key);
                _held -= Size(last.Value.Vector);
            }
        }
    }

    private static long Size(float[] vector) => EntryBytes + sizeof(float) * (long)vector.Length;
}
