using System.Collections.Immutable;
using AgentGrains.Engine.Analysis;

namespace AgentGrains.Engine.Linking;

/// <summary>
/// Links statements that share two entities, or where the subject or value of one is the name of the other; after A-MEM, without a
/// model and without rewriting anybody's text.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class RuleLinker : ILinker
{
    /// <summary>Most links of one statement.</summary>
    public const int MaxLinks = 5;

    /// <inheritdoc/>
    public ProducerVersion Producer { get; } = new("rules", 1);

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<MemoryId>> LinkAsync(ExtractedUnit unit, ImmutableArray<MemoryRecord> neighbours, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var folder = new TextFolder();   // one for all: its buffer is most of the work
        var own = Entities(folder, unit.Slot, unit.Arguments, unit.CanonicalName);
        return new([.. neighbours.Where(record => IsLinked(folder, own, unit, record)).Take(MaxLinks).Select(record => record.Id)]);
    }

    private static bool IsLinked(TextFolder folder, HashSet<string> own, ExtractedUnit unit, MemoryRecord record)
    {
        var others = Entities(folder, record.Slot, record.Arguments, record.CanonicalName);
        return own.Count(others.Contains) >= 2
            || (record.CanonicalName is { } name && own.Contains(Fold(folder, name)))
            || (unit.CanonicalName is { } ownName && others.Contains(Fold(folder, ownName)));
    }

    private static HashSet<string> Entities(TextFolder folder, Slot? slot, ImmutableArray<Argument> arguments, string? name)
    {
        var entities = new HashSet<string>(StringComparer.Ordinal);
        foreach (var argument in arguments)
        {
            if (ArgumentRoles.IsEntity(argument))
                entities.Add(Fold(folder, argument.Entity));
        }

        if (slot is not null)
        {
            entities.Add(Fold(folder, slot.Subject));
            entities.Add(Fold(folder, slot.Value));
        }

        if (name is not null)
            entities.Add(Fold(folder, name));
        return entities;
    }

    private static string Fold(TextFolder folder, string text) => folder.Fold(text.Trim()).ToString();
}
