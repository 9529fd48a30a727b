using System.Collections.Immutable;

namespace AgentGrains.Silo;

/// <summary>Labels, between a JSON object of strings and sorted entries.</summary>
internal static class MetadataBody
{
    /// <summary>Reads labels. They are sorted, so that the order in which they were written does not matter to an idempotency key.</summary>
    /// <exception cref="InvalidMemoryException">A value is null.</exception>
    public static ImmutableArray<MetadataEntry> ToEntries(IReadOnlyDictionary<string, string?>? labels, string path) =>
        labels is null
            ? []
            : [.. labels
                .OrderBy(label => label.Key, StringComparer.Ordinal)
                .Select(label => new MetadataEntry(label.Key, label.Value
                    ?? throw new InvalidMemoryException($"{path}.{label.Key}", "The value is null; write a string or leave the label out.")))];

    /// <summary>Writes labels; null when there are none.</summary>
    public static IReadOnlyDictionary<string, string>? From(ImmutableArray<MetadataEntry> entries) =>
        entries.IsDefaultOrEmpty ? null : entries.ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal);
}
