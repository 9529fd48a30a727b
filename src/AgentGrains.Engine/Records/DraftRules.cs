using System.Collections.Immutable;
using System.Text;

namespace AgentGrains.Engine.Records;

/// <summary>What a draft must keep before anything is written. Pure: it throws or it changes nothing.</summary>
internal static class DraftRules
{
    private const int MaxSayBytes = 4_096;

    public static void Check(MemoryDraft draft, MemoryType type, MemoryOptions limits)
    {
        if (draft is null)
            throw new InvalidMemoryException("items", "An item is missing.");
        if (!Enum.IsDefined(draft.Kind))
            throw new InvalidMemoryException("kind", $"{(int)draft.Kind} is not a memory kind.");
        if (MemoryKinds.TypeOf(draft.Kind) != type)
            throw new InvalidMemoryException("kind", $"A {draft.Kind} does not belong in {type} memory.");

        CheckText("text", draft.Text, limits.MaxTextBytes, $"{nameof(MemoryOptions)}.{nameof(MemoryOptions.MaxTextBytes)}");
        if (string.IsNullOrWhiteSpace(draft.Text))
            throw new InvalidMemoryException("text", "The text is empty; a memory needs something to remember.");

        CheckOptionalText("why", draft.Why, limits.MaxTextBytes, limits);
        CheckName("key", draft.Key, limits);
        if (draft.Key?[0] == '#')
            throw new InvalidMemoryException("key", "A key that begins with # is reserved for writes without a key; begin yours otherwise.");
        CheckName("actor", draft.Actor, limits);
        CheckName("session", draft.Session, limits);
        CheckName("source", draft.Source, limits);
        CheckName("canonicalName", draft.CanonicalName, limits);
        CheckParts("aliases", draft.Aliases, limits, static (alias, field, limits) => CheckName(field, alias ?? "", limits));
        CheckParts("arguments", draft.Arguments, limits, static (argument, field, limits) =>
        {
            CheckName(field, argument?.Role ?? "", limits);
            CheckName(field, argument?.Entity ?? "", limits);
        });
        CheckParts("metadata", draft.Metadata, limits, static (entry, field, limits) =>
        {
            CheckName(field, entry?.Name ?? "", limits);
            CheckText(field, entry!.Value, limits.MaxNameBytes, "MemoryOptions.MaxNameBytes");
        });
        CheckParts("derivedFrom", draft.DerivedFrom, limits, static (_, _, _) => { });
        if (draft.Metadata.IsDefault ? false : draft.Metadata.DistinctBy(entry => entry.Name).Count() != draft.Metadata.Length)
            throw new InvalidMemoryException("metadata", "A label name occurs twice; names must be distinct.");
        if (draft.Outcome is { } outcome)
        {
            if (!Enum.IsDefined(outcome.Verdict))
                throw new InvalidMemoryException("outcome", $"{(int)outcome.Verdict} is not a verdict.");
            CheckName("outcome.verifier", outcome.Verifier, limits);
        }

        if (draft.Slot is { } slot)
        {
            CheckName("slot.subject", slot.Subject ?? "", limits);
            CheckName("slot.predicate", slot.Predicate ?? "", limits);
            CheckName("slot.value", slot.Value ?? "", limits);
        }

        if (draft.Belief is { } belief)
            CheckBelief(belief, draft.Kind, limits);
        if (draft.Status > EpistemicStatus.Inferred)
            throw new InvalidMemoryException("status", $"A new memory cannot be {draft.Status}; it is active, exploratory or inferred.");
        if (draft.ValidFrom is { } from && draft.ValidTo is { } to && to <= from)
            throw new InvalidMemoryException("validTo", "validTo must be later than validFrom.");
        if (!(draft.Confidence is >= 0 and <= 1))
            throw new InvalidMemoryException("confidence", "confidence must be a number from 0 to 1.");
        if (!(draft.Importance is >= 0 and <= 1))
            throw new InvalidMemoryException("importance", "importance must be a number from 0 to 1.");
    }

    private static void CheckBelief(BeliefDetails belief, MemoryKind kind, MemoryOptions limits)
    {
        if (kind != MemoryKind.Belief)
            throw new InvalidMemoryException("belief", $"Only a Belief has belief details; this is a {kind}.");
        if (!Enum.IsDefined(belief.Type))
            throw new InvalidMemoryException("belief.type", $"{(int)belief.Type} is not a type of belief.");
        CheckName("belief.subtype", belief.Subtype, limits);
        CheckParts("belief.domains", belief.Domains, limits, static (domain, field, limits) => CheckName(field, domain ?? "", limits));
    }

    /// <summary>Throws unless what somebody says of a change, if anything, is valid UTF-16 and no longer than a note.</summary>
    public static void CheckSay(string field, string? text)
    {
        if (text is not null)
            CheckText(field, text, MaxSayBytes, option: null);
    }

    /// <summary>Throws unless the text is valid UTF-16 and within the limit.</summary>
    /// <param name="field">What it is called in the message.</param>
    /// <param name="text">The text.</param>
    /// <param name="maxBytes">Most bytes in UTF-8.</param>
    /// <param name="option">The option that sets the limit; null when none does.</param>
    public static void CheckText(string field, string? text, int maxBytes, string? option)
    {
        if (text is null)
            throw new InvalidMemoryException(field, $"{field} is missing.");
        if (text.Length > maxBytes || Encoding.UTF8.GetByteCount(text) is var bytes && bytes > maxBytes)
        {
            throw new InvalidMemoryException(
                field, $"{field} takes {Encoding.UTF8.GetByteCount(text):N0} bytes in UTF-8, {(option is null ? $"the limit is {maxBytes:N0}; shorten it." : $"the limit set by {option} is {maxBytes:N0}; split it or raise the limit.")}");
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                throw new InvalidMemoryException(field, $"{field} is not valid UTF-16: a lone surrogate stands at position {i}.");
            i++;
        }
    }

    private static void CheckOptionalText(string field, string? text, int maxBytes, MemoryOptions limits)
    {
        if (text is not null)
            CheckText(field, text, maxBytes, maxBytes == limits.MaxTextBytes ? "MemoryOptions.MaxTextBytes" : "MemoryOptions.MaxNameBytes");
    }

    private static void CheckName(string field, string? name, MemoryOptions limits)
    {
        if (name is null)
            return;
        CheckText(field, name, limits.MaxNameBytes, "MemoryOptions.MaxNameBytes");
        if (string.IsNullOrWhiteSpace(name))
            throw new InvalidMemoryException(field, $"{field} is empty; leave it out instead.");
    }

    private static void CheckParts<T>(string field, ImmutableArray<T> parts, MemoryOptions limits, Action<T, string, MemoryOptions> check)
    {
        if (parts.IsDefaultOrEmpty)
            return;
        if (parts.Length > limits.MaxParts)
            throw new InvalidMemoryException(field, $"{field} has {parts.Length} entries, the limit set by MemoryOptions.MaxParts is {limits.MaxParts}.");
        foreach (var part in parts)
            check(part, field, limits);
    }
}
