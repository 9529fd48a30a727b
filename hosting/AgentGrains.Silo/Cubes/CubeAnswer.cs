using System.Collections.Immutable;

namespace AgentGrains.Silo;

/// <summary>What an import did, in this request and in earlier ones that were interrupted.</summary>
internal sealed record CubeAnswer
{
    /// <summary>SHA-256 of the cube's content.</summary>
    public required string Hash { get; init; }

    /// <summary>The tenant it was made from.</summary>
    public required string SourceTenant { get; init; }

    /// <summary>The scope it was made from.</summary>
    public required string SourceScope { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset ExportedAt { get; init; }

    /// <summary>The beginning of the SHA-256 of the public key that signed it.</summary>
    public required string SignedBy { get; init; }

    /// <summary>The embedding models of its vectors.</summary>
    public required ImmutableArray<string> Models { get; init; }

    /// <summary>Records that came in.</summary>
    public required int Imported { get; init; }

    /// <summary>Records that were here already with the same content.</summary>
    public required int Same { get; init; }

    /// <summary>Records that were here with other content; the rule says what became of them.</summary>
    public required int Conflicts { get; init; }

    /// <summary>An earlier request had done it all.</summary>
    public required bool WasFinished { get; init; }

    /// <summary>Writes what an import did.</summary>
    public static CubeAnswer From(CubeImport import) => new()
    {
        Hash = import.Cube.Hash,
        SourceTenant = import.Cube.Source.Tenant,
        SourceScope = import.Cube.Source.Name,
        ExportedAt = import.Cube.ExportedAt,
        SignedBy = import.Cube.SignedBy,
        Models = import.Cube.Models,
        Imported = import.Imported,
        Same = import.Same,
        Conflicts = import.Conflicts,
        WasFinished = import.WasFinished,
    };
}
