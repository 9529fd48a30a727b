namespace AgentGrains;

/// <summary>The memory of one scope as a file: signed, and good for another scope, tenant or cluster.</summary>
/// <remarks>Thread-safe. docs/cubes.md.</remarks>
public interface IMemoryCubes
{
    /// <summary>
    /// Writes everything the scope remembers: records with their history, quarantine, vectors and keys. What was forgotten leaves its place and nothing of
    /// what it said. The file is not encrypted, whatever the tenant is.
    /// </summary>
    /// <param name="stream">Where to; it is left open.</param>
    /// <param name="cancellationToken">Stops the export.</param>
    /// <exception cref="InvalidMemoryException">There is no key to sign with: see <see cref="CubeOptions.SigningKey"/>.</exception>
    /// <exception cref="LimitExceededException">The scope is larger than <see cref="CubeOptions.MaxBytes"/>.</exception>
    ValueTask<CubeInfo> ExportAsync(Stream stream, CancellationToken cancellationToken = default);

    /// <summary>
    /// Brings a cube into this scope, whatever scope it came from. The whole file is verified before anything is written. Repeatable: what was interrupted
    /// goes on where it stopped, and what was finished is not done again.
    /// </summary>
    /// <param name="stream">The file.</param>
    /// <param name="rule">What happens to records that are here already with other content.</param>
    /// <param name="cancellationToken">Stops the import; import again to go on.</param>
    /// <exception cref="InvalidMemoryException">The file is not a whole cube with a trusted signature, or records conflict and the rule is to refuse. Nothing was written.</exception>
    /// <exception cref="LimitExceededException">The scope or its tenant is full, or the file is too large.</exception>
    ValueTask<CubeImport> ImportAsync(Stream stream, ConflictRule rule = ConflictRule.Refuse, CancellationToken cancellationToken = default);
}

/// <summary>What happens to a record of a cube whose id is here already with other content. Records that are here with the same content are passed over.</summary>
/// <remarks>The numbers are persisted: never renumber, only add.</remarks>
[GenerateSerializer, Alias("agentgrains.ConflictRule")]
public enum ConflictRule : byte
{
    /// <summary>Nothing is imported.</summary>
    Refuse = 0,

    /// <summary>The one that is here stays as it is.</summary>
    Skip = 1,

    /// <summary>The cube's takes its place, with its history.</summary>
    Replace = 2,

    /// <summary>The one that is here stays, and the cube's comes beside it under another id.</summary>
    KeepBoth = 3,
}
