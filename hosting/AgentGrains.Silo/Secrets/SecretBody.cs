namespace AgentGrains.Silo;

/// <summary>A secret's value. Writing it out by accident shows nothing.</summary>
internal sealed record SecretBody
{
    /// <summary>The value.</summary>
    public string? Value { get; init; }

    /// <summary>What it is for; not secret.</summary>
    public string? Caption { get; init; }

    /// <summary>Without the value.</summary>
    public override string ToString() => "(secret)";
}

/// <summary>What is said of a secret; never its value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Caption">What it is for.</param>
/// <param name="Version">How often its value was set.</param>
/// <param name="Holders">Who may read it.</param>
internal sealed record SecretInfoBody(string Name, string? Caption, int Version, IReadOnlyList<string> Holders)
{
    /// <summary>Writes what is said.</summary>
    public static SecretInfoBody From(SecretInfo info) => new(info.Name, info.Caption, info.Version, [.. info.Holders]);
}

/// <summary>Whom a secret is granted to.</summary>
internal sealed record GrantBody
{
    /// <summary>Who may read it, by any name.</summary>
    public string? Holder { get; init; }
}

/// <summary>The right to read one secret: whoever has it may read.</summary>
internal sealed record SecretGrantBody
{
    /// <summary>Whom it was granted to.</summary>
    public string? Holder { get; init; }

    /// <summary>The proof.</summary>
    public string? Token { get; init; }

    /// <summary>Without the proof.</summary>
    public override string ToString() => $"grant of {Holder}";
}

/// <summary>A secret's value for who may see it.</summary>
internal sealed record SecretValueBody
{
    /// <summary>The value.</summary>
    public required string Value { get; init; }

    /// <summary>Not the value.</summary>
    public override string ToString() => "(secret)";
}
