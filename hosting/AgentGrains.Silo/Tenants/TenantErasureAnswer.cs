namespace AgentGrains.Silo;

/// <summary>How far the erasure of a tenant is.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="BegunAt">When it began.</param>
/// <param name="EndedAt">When nothing was left; left out while it goes on.</param>
/// <param name="Scopes">Scopes that are gone so far.</param>
/// <param name="Debates">Debates that are gone so far.</param>
/// <param name="Agents">Agents that are gone so far.</param>
/// <param name="DestroysKey">Whether the key is destroyed at the end.</param>
/// <param name="Fault">What went wrong last; it is tried again.</param>
internal sealed record TenantErasureAnswer(
    string Tenant, DateTimeOffset BegunAt, DateTimeOffset? EndedAt, int Scopes, int Debates, int Agents, bool DestroysKey, string? Fault)
{
    /// <summary>Writes how far it is.</summary>
    public static TenantErasureAnswer From(TenantErasure erasure) => new(
        erasure.Tenant, erasure.BegunAt, erasure.EndedAt, erasure.Scopes, erasure.Debates, erasure.Agents, erasure.DestroysKey, erasure.Fault);
}

/// <summary>A signed statement that a tenant is erased.</summary>
/// <param name="Erasure">The erasure.</param>
/// <param name="IssuedAt">When it was checked.</param>
/// <param name="IsKeyDestroyed">Whether the tenant's key is destroyed.</param>
/// <param name="Salt">The salt of the digests.</param>
/// <param name="Touched">One digest for each thing that was erased.</param>
/// <param name="SignedBy">The beginning of the SHA-256 of the public key.</param>
/// <param name="Statement">What is signed.</param>
/// <param name="Signature">ECDSA on P-256 with SHA-256 over the statement in UTF-8 (IEEE P1363), in base64.</param>
internal sealed record TenantCertificateAnswer(
    TenantErasureAnswer Erasure, DateTimeOffset IssuedAt, bool IsKeyDestroyed, string Salt, IReadOnlyList<string> Touched, string SignedBy, string Statement, string Signature)
{
    /// <summary>Writes a certificate.</summary>
    public static TenantCertificateAnswer From(TenantErasureCertificate certificate) => new(
        TenantErasureAnswer.From(certificate.Erasure), certificate.IssuedAt, certificate.IsKeyDestroyed, certificate.Salt, [.. certificate.Touched], certificate.SignedBy,
        certificate.Statement, certificate.Signature);
}
