using AgentGrains.Engine.Records;

namespace AgentGrains.Runtime.Client;

/// <summary>
/// What must be checked before a call leaves the client: on the wire a lone surrogate silently becomes U+FFFD, and a batch for several
/// memories is sent in parts. The limits are the silo's to check.
/// </summary>
internal static class WireRules
{
    private static readonly MemoryOptions Unlimited = new()
    {
        MaxTextBytes = int.MaxValue,
        MaxNameBytes = int.MaxValue,
        MaxParts = int.MaxValue,
    };

    public static void Check(IReadOnlyCollection<MemoryDraft> drafts)
    {
        foreach (var draft in drafts)
            DraftRules.Check(draft, draft is not null && Enum.IsDefined(draft.Kind) ? MemoryKinds.TypeOf(draft.Kind) : default, Unlimited);
    }

    public static void CheckText(string field, string? text)
    {
        if (text is not null)
            DraftRules.CheckText(field, text, int.MaxValue, "");
    }
}
