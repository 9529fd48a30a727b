namespace AgentGrains.Silo;

/// <summary>A statement in the form subject, predicate, value.</summary>
internal sealed record SlotBody
{
    /// <summary>Who or what the statement is about.</summary>
    public string? Subject { get; init; }

    /// <summary>The property, such as "lives in".</summary>
    public string? Predicate { get; init; }

    /// <summary>The property's value.</summary>
    public string? Value { get; init; }

    /// <summary>True when several values hold at once, so that a new one adds and does not replace.</summary>
    public bool? MultiValued { get; init; }

    /// <summary>Writes a slot.</summary>
    public static SlotBody From(Slot slot) => new()
    {
        Subject = slot.Subject,
        Predicate = slot.Predicate,
        Value = slot.Value,
        MultiValued = slot.MultiValued,
    };

    /// <summary>Reads the slot.</summary>
    /// <exception cref="InvalidMemoryException">A part is missing.</exception>
    public Slot ToSlot(string path) => new(
        Subject ?? throw Missing(path, "subject"),
        Predicate ?? throw Missing(path, "predicate"),
        Value ?? throw Missing(path, "value"),
        MultiValued ?? false);

    private static InvalidMemoryException Missing(string path, string part) =>
        new($"{path}.{part}", $"The slot's {part} is missing; a slot has subject, predicate and value.");
}
