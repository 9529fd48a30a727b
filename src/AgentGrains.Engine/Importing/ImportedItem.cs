using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace AgentGrains.Engine.Importing;

/// <summary>One message or memory of an export.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Role">user, assistant, or a name.</param>
/// <param name="Conversation">The conversation's title or id; null when there is none.</param>
/// <param name="At">When; null when it is not told.</param>
/// <param name="Source">Where it comes from, such as chatgpt.</param>
/// <param name="IsMemory">A statement that somebody's memory held, not something said.</param>
internal sealed record ImportedItem(string Text, string? Role, string? Conversation, DateTimeOffset? At, string Source, bool IsMemory = false)
{
    public MemoryDraft ToDraft(string owner, int place) => new()
    {
        Text = Text.Trim(),
        Kind = IsMemory ? MemoryKind.Belief : MemoryKind.Turn,
        Actor = IsMemory ? null : Role is null or "user" or "human" ? owner : Role,
        Session = IsMemory ? null : Conversation,
        OccurredAt = At,
        Source = $"import:{Source}",
        Key = Key(place),
    };

    // The place tells two that say the same apart; it is the same when the same file is read again.
    private string Key(int place)
    {
        var says = string.Create(CultureInfo.InvariantCulture, $"{Source}\u001f{Conversation}\u001f{Role}\u001f{At:O}\u001f{place}\u001f{Text}");
        return $"import-{Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(says)))}";
    }
}
