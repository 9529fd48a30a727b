namespace AgentGrains.Runtime.Outcomes;

/// <summary>What the tenants that take part have shared.</summary>
[GenerateSerializer, Alias("agentgrains.FederationState")]
internal sealed class FederationState
{
    /// <summary>Keys the pseudonyms, so that storage does not list who takes part; 32 bytes once anybody has.</summary>
    [Id(0)] public byte[] Salt { get; set; } = [];

    /// <summary>The change of the weights of each tenant, by its pseudonym.</summary>
    [Id(1)] public Dictionary<string, float[]> Deltas { get; set; } = [];
}
