namespace AgentGrains.Silo;

/// <summary>Fields that a body must have.</summary>
internal static class Required
{
    /// <summary>The text of a field.</summary>
    /// <exception cref="InvalidMemoryException">It is missing.</exception>
    public static string Text(string field, string? value) => value ?? throw new InvalidMemoryException(field, $"The {field} is missing.");

    /// <summary>The value of a field.</summary>
    /// <exception cref="InvalidMemoryException">It is missing.</exception>
    public static T Value<T>(string field, T? value)
        where T : struct => value ?? throw new InvalidMemoryException(field, $"The {field} is missing.");

    /// <summary>The items of a field, each with its place for messages.</summary>
    /// <exception cref="InvalidMemoryException">It is missing, or one of the items is null.</exception>
    public static IEnumerable<(T Item, string Field)> Items<T>(string field, IReadOnlyList<T?>? items)
        where T : class
    {
        if (items is null)
            throw new InvalidMemoryException(field, $"The {field} are missing; send a list.");
        return items.Select((item, i) => (item ?? throw new InvalidMemoryException($"{field}[{i}]", "It is null; leave it out."), $"{field}[{i}]"));
    }
}
