namespace AgentGrains.Silo;

/// <summary>Whose credential it is, as verified.</summary>
/// <param name="Tenant">The tenant that it opens; null for the operator, who belongs to none.</param>
/// <param name="Role">What it may do there.</param>
internal sealed record Caller(string? Tenant, Role Role);

/// <summary>What came of looking at a presented credential.</summary>
/// <param name="Caller">Whose it is; null when it opens nothing.</param>
/// <param name="WhyNot">What is wrong with it, to tell its holder; null when there is nothing to tell.</param>
internal readonly record struct CredentialCheck(Caller? Caller, string? WhyNot = null);
