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
        var own = Entities(unit.Slot, unit.Arguments, unit.CanonicalName);
        return new([.. neighbours.Where(record => IsLinked(own, unit, record)).Take(MaxLinks).Select(record => record.Id)]);
    }

    private static bool IsLinked(HashSet<string> own, ExtractedUnit unit, MemoryRecord record)
    {
        var others = Entities(record.Slot, record.Arguments, record.CanonicalName);
        return own.Count(others.Contains) >= 2
            || (record.CanonicalName is { } name && own.Contains(Fold(name)))
            || (unit.CanonicalName is { } ownName && others.Contains(Fold(ownName)));
    }

    private static HashSet<string> Entities(Slot? slot, ImmutableArray<Argument> arguments, string? name)
    {
        var entities = new HashSet<string>(arguments.Where(ArgumentRoles.IsEntity).Select(argument => Fold(argument.Entity)), StringComparer.Ordinal);
        if (slot is not null)
            entities.UnionWith([Fold(slot.Subject), Fold(slot.Value)]);
        if (name is not null)
            entities.Add(Fold(name));
        return entities;
    }

    private static string Fold(string text) => new TextFolder().Fold(text.Trim()).ToString();
}
