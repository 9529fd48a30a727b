namespace AgentGrains.Runtime.Journal;

/// <summary>Sizes of the pieces a journal is stored in. They may change between runs; what is stored keeps being read.</summary>
public sealed class JournalOptions
{
    /// <summary>
    /// Bytes of operations that the head may hold before they move to a segment. Every append rewrites the head, so a larger value
    /// costs more per write and moves less often. Default 4 KiB, 0 to 256 KiB.
    /// </summary>
    public int HeadBytes { get; set; } = 4 * 1024;

    /// <summary>
    /// Bytes after which a segment is sealed and the next begun. A full head rewrites the last segment, so a larger value costs more
    /// per write and makes fewer pieces to read. Default 16 KiB, 4 KiB to 512 KiB, so that a segment with one oversized operation still
    /// fits an Azure Table row (960 KiB).
    /// </summary>
    public int SegmentBytes { get; set; } = 16 * 1024;

    /// <summary>Segments read at once when a memory is activated. Default 16, at least 1.</summary>
    public int ParallelReads { get; set; } = 16;
}
