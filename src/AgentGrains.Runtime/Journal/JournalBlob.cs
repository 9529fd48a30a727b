namespace AgentGrains.Runtime.Journal;

/// <summary>One stored piece of a journal, as any Orleans storage provider sees it: opaque bytes.</summary>
[GenerateSerializer, Alias("agentgrains.JournalBlob")]
public sealed class JournalBlob
{
    /// <summary>The bytes; laid out by <see cref="JournalFormat"/>.</summary>
    [Id(0)] public byte[] Bytes { get; set; } = [];
}
