namespace AgentGrains.Samples.DebateProblems;

/// <summary>What a team can get wrong when it writes a model.</summary>
[Flags]
public enum Slips
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Lets what is counted be divided.</summary>
    Integrality = 1,

    /// <summary>Takes an amount for one in another unit.</summary>
    Units = 2,

    /// <summary>Overlooks what is mentioned aside.</summary>
    Aside = 4,

    /// <summary>Reads most for least.</summary>
    Sense = 8,

    /// <summary>Overlooks that there is only so much of an item.</summary>
    Bounds = 16,
}

/// <summary>Names of slips.</summary>
public static class SlipNames
{
    /// <summary>Every slip, alone.</summary>
    public static IReadOnlyList<Slips> All { get; } = [Slips.Integrality, Slips.Units, Slips.Aside, Slips.Sense, Slips.Bounds];

    /// <summary>The word that a critique begins with.</summary>
    public static string WordOf(Slips slip) => slip.ToString().ToLowerInvariant();
}
