using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>What a cube says of itself, under its signature.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record CubeInfo
{
    /// <summary>SHA-256 of the content, 64 hexadecimal digits: the cube's name.</summary>
    public required string Hash { get; init; }

    /// <summary>Tenant and scope it was made from.</summary>
    public required Scope Source { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset ExportedAt { get; init; }

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of the public key that signed it.</summary>
    public required string SignedBy { get; init; }

    /// <summary>The embedding models of its vectors, in ordinal order.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>Its parts: semantic, procedural, episodic, those that are not empty.</summary>
    public ImmutableArray<CubeMemory> Memories { get; init; } = [];

    /// <summary>Size in bytes.</summary>
    public long Bytes { get; init; }
}

/// <summary>One memory in a cube.</summary>
/// <param name="Type">Which.</param>
/// <param name="Operations">Operations in it.</param>
/// <param name="Records">Records that they come to, replaced and held ones included.</param>
public sealed record CubeMemory(MemoryType Type, long Operations, int Records);

/// <summary>What an import did, in this call and in earlier ones that were interrupted.</summary>
/// <param name="Cube">The cube.</param>
/// <param name="Imported">Records that came in.</param>
/// <param name="Same">Records that were here already with the same content.</param>
/// <param name="Conflicts">Records that were here with other content; the rule says what became of them.</param>
/// <param name="WasFinished">An earlier call had done it all.</param>
public sealed record CubeImport(CubeInfo Cube, int Imported, int Same, int Conflicts, bool WasFinished);
