namespace AgentGrains.Silo;

/// <summary>A request to erase records, or to lift their tombstones.</summary>
internal sealed record EraseBody
{
    /// <summary>1 to 1,000 ids.</summary>
    public IReadOnlyList<MemoryId>? Ids { get; init; }

    /// <summary>The ids.</summary>
    /// <exception cref="InvalidMemoryException">There are none.</exception>
    public IReadOnlyList<MemoryId> ToIds() => Ids is { Count: > 0 } ids ? ids : throw new InvalidMemoryException("ids", "Name the records.");
}

/// <summary>How many erased records may be remembered again.</summary>
/// <param name="Lifted">Tombstones that were lifted.</param>
internal sealed record LiftedAnswer(int Lifted);

/// <summary>A signed statement that records are erased.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Scope">The scope.</param>
/// <param name="IssuedAt">When it was checked.</param>
/// <param name="Records">The erased records.</param>
/// <param name="Tombstones">How many of them are refused when they are said again.</param>
/// <param name="Heads">The ends of the chains that were followed.</param>
/// <param name="SignedBy">The beginning of the SHA-256 of the public key.</param>
/// <param name="Statement">What is signed.</param>
/// <param name="Signature">ECDSA on P-256 with SHA-256 over the statement in UTF-8 (IEEE P1363), in base64.</param>
internal sealed record CertificateAnswer(
    string Tenant, string Scope, DateTimeOffset IssuedAt, IReadOnlyList<ErasedRecord> Records, int Tombstones, IReadOnlyList<CertifiedHead> Heads, string SignedBy, string Statement, string Signature)
{
    /// <summary>Writes a certificate.</summary>
    public static CertificateAnswer From(ErasureCertificate certificate) => new(
        certificate.Tenant, certificate.Scope, certificate.IssuedAt, [.. certificate.Records], certificate.Tombstones,
        [.. certificate.Heads.Select(head => new CertifiedHead(EnumName.Of(head.Type), head.Sequence, head.Link))], certificate.SignedBy, certificate.Statement, certificate.Signature);
}

/// <summary>The end of a chain.</summary>
/// <param name="Memory">episodic, semantic or procedural.</param>
/// <param name="Sequence">The operation.</param>
/// <param name="Link">Its link.</param>
internal sealed record CertifiedHead(string Memory, long Sequence, string Link);

/// <summary>What was erased.</summary>
/// <param name="Erased">The records, and what was derived from them.</param>
internal sealed record ErasedAnswer(IReadOnlyList<MemoryId> Erased);
