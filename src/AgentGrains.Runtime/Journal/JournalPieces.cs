using AgentGrains.Runtime.Encryption;
using Orleans.Storage;

namespace AgentGrains.Runtime.Journal;

/// <summary>Reads and writes the pieces of one journal: each under its own state name, each with its own ETag, sealed when there is a seal.</summary>
internal sealed class JournalPieces(IGrainStorage storage, GrainId grainId, JournalSeal? seal = null)
{
    public const string HeadName = "journal";

    public static string SegmentName(int index) => $"journal-{index:D6}";

    /// <summary>Reads a piece. Whether there is one, its RecordExists says.</summary>
    public async Task<GrainState<JournalBlob>> ReadAsync(string name)
    {
        var piece = await ReadStoredAsync(name);
        if (seal is not null && piece.RecordExists && JournalSeal.IsSealed(piece.State!.Bytes))
            piece.State = new JournalBlob { Bytes = await seal.OpenAsync(name, piece.State.Bytes) };
        return piece;
    }

    /// <summary>Reads a piece as it is stored: good for its ETag, and for finding out what is there when it cannot be opened.</summary>
    public async Task<GrainState<JournalBlob>> ReadStoredAsync(string name)
    {
        var piece = new GrainState<JournalBlob>(new JournalBlob());
        await storage.ReadStateAsync(name, grainId, piece);
        return piece;
    }

    /// <summary>Writes a piece if its ETag still holds, and returns the new ETag.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="etag">Its ETag.</param>
    /// <param name="exists">Whether there is such a piece.</param>
    /// <param name="holdsNothing">It holds nothing to hide, and must be written even when the key is gone.</param>
    public async Task<string?> WriteAsync(string name, byte[] bytes, string? etag, bool exists, bool holdsNothing = false)
    {
        if (seal is not null && !holdsNothing)
            bytes = await seal.SealAsync(name, bytes);
        var piece = new GrainState<JournalBlob>(new JournalBlob { Bytes = bytes }, etag) { RecordExists = exists };
        await storage.WriteStateAsync(name, grainId, piece);
        return piece.ETag;
    }

    /// <summary>Removes a piece if its ETag still holds.</summary>
    public Task ClearAsync(string name, GrainState<JournalBlob> piece) => storage.ClearStateAsync(name, grainId, piece);
}
