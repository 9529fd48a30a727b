namespace AgentGrains.Silo;

/// <summary>Words of the API for what debates have.</summary>
internal static class DebateNames
{
    private static readonly string[] Protocols = ["decentralised", "judge", "vote"];

    /// <summary>The protocol of a name.</summary>
    /// <exception cref="InvalidDebateException">There is none.</exception>
    public static DebateProtocol Protocol(string? name) => name is null ? DebateProtocol.Decentralised
        : Array.IndexOf(Protocols, name) is >= 0 and var found ? (DebateProtocol)found
        : throw new InvalidDebateException("protocol", $"It is one of {string.Join(", ", Protocols)}.");

    /// <summary>The name of a protocol.</summary>
    public static string Of(DebateProtocol protocol) => Protocols[(int)protocol];

    /// <summary>The name of any other value: its own, with a small letter.</summary>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString() is var name ? char.ToLowerInvariant(name[0]) + name[1..] : "";
}
