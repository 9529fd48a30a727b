using Orleans.Storage;

namespace AgentGrains.Runtime.Journal;

/// <summary>Reads and writes the pieces of one journal: each under its own state name, each with its own ETag.</summary>
internal sealed class JournalPieces(IGrainStorage storage, GrainId grainId)
{
    public const string HeadName = "journal";

    public static string SegmentName(int index) => $"journal-{index:D6}";

    /// <summary>Reads a piece. Whether there is one, its RecordExists says.</summary>
    public async Task<GrainState<JournalBlob>> ReadAsync(string name)
    {
        var piece = new GrainState<JournalBlob>(new JournalBlob());
        await storage.ReadStateAsync(name, grainId, piece);
        return piece;
    }

    /// <summary>Writes a piece if its ETag still holds, and returns the new ETag.</summary>
    public async Task<string?> WriteAsync(string name, byte[] bytes, string? etag, bool exists)
    {
        var piece = new GrainState<JournalBlob>(new JournalBlob { Bytes = bytes }, etag) { RecordExists = exists };
        await storage.WriteStateAsync(name, grainId, piece);
        return piece.ETag;
    }

    /// <summary>Removes a piece if its ETag still holds.</summary>
    public Task ClearAsync(string name, GrainState<JournalBlob> piece) => storage.ClearStateAsync(name, grainId, piece);
}
