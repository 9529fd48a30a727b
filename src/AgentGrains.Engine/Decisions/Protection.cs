namespace AgentGrains.Engine.Decisions;

/// <summary>What a person edited or pinned: no statement changes or ends it.</summary>
internal static class Protection
{
    public static bool Covers(MemoryRecord record) => record.Pinned || record.Belief is { UserEdited: true };
}
