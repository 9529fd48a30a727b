namespace AgentGrains;

/// <summary>How present a record is: what its retention has come to. Decides rank weight, vector precision and whether it is searched.</summary>
/// <remarks>The numbers are persisted: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.MemoryZone")]
public enum MemoryZone : byte
{
    /// <summary>Searched at full weight; its vector is at the precision it was made with.</summary>
    Active = 0,

    /// <summary>Searched at weight 0.7; its vector has at most 8 bits a component.</summary>
    Warm = 1,

    /// <summary>Searched at weight 0.3; its vector has at most 4 bits a component.</summary>
    Cold = 2,

    /// <summary>
    /// Not searched unless the search is deep or as of an earlier time; its vector is in the journal only. Read by id, listed and exported
    /// as ever; an access brings it back.
    /// </summary>
    Archive = 3,
}

/// <summary>How far a record has proven itself.</summary>
/// <remarks>The numbers are persisted: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.MemoryMaturity")]
public enum MemoryMaturity : byte
{
    /// <summary>New, or never needed since.</summary>
    Fresh = 0,

    /// <summary>Needed a few times.</summary>
    Settled = 1,

    /// <summary>Needed often, over days.</summary>
    Established = 2,

    /// <summary>Part of what the scope is about; never fades.</summary>
    Core = 3,
}
