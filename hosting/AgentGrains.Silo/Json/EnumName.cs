namespace AgentGrains.Silo;

/// <summary>Names of enumerations as the API writes them: camelCase.</summary>
internal static class EnumName
{
    /// <summary>Writes a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Camel(value.ToString());

    /// <summary>Reads a value by its name.</summary>
    /// <exception cref="InvalidMemoryException">There is none of that name; the message says which there are.</exception>
    public static T Parse<T>(string field, string? name)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Of(value) == name)
                return value;
        }

        throw new InvalidMemoryException(field, $"The {field} is {(name is null ? "missing" : $"'{name}'")}; it is one of {string.Join(", ", Enum.GetNames<T>().Select(Camel))}.");
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
