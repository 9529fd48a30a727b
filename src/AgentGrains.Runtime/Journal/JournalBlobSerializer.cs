using Orleans.Serialization;
using Orleans.Storage;

namespace AgentGrains.Runtime.Journal;

/// <summary>Stores a journal's pieces as the bytes they are, without wrapping or copying, and everything else as Orleans does.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class JournalBlobSerializer(Serializer serializer) : IGrainStorageSerializer
{
    private readonly OrleansGrainStorageSerializer _others = new(serializer);

    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? input) => input is JournalBlob blob ? new BinaryData(blob.Bytes) : _others.Serialize(input!);

    /// <inheritdoc/>
    public T? Deserialize<T>(BinaryData input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (typeof(T) != typeof(JournalBlob))
            return _others.Deserialize<T>(input);
        var bytes = input.ToMemory();
        return (T)(object)new JournalBlob
        {
            Bytes = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var whole) && whole.Array!.Length == bytes.Length ? whole.Array : bytes.ToArray(),
        };
    }
}
