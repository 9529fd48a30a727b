namespace AgentGrains.Hosting;

/// <summary>
/// Where a silo's vectors are searched; configuration section <c>AgentGrains:Vectors</c>, beside the settings of <see cref="VectorStoreOptions"/>. Read once, at start.
/// </summary>
public sealed class AgentGrainsVectorOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "AgentGrains:Vectors";

    /// <summary>Which store. Default none: every memory searches its own.</summary>
    public VectorStoreKind Kind { get; set; }

    /// <summary>Qdrant's gRPC endpoint, such as <c>http://qdrant:6334</c>. Its key, where it wants one, is in the environment variable AGENTGRAINS_QDRANT_KEY.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>First part of the names of collections: letters, digits and hyphens. Clusters that share a server have one each.</summary>
    public string Prefix { get; set; } = "agentgrains";
}

/// <summary>Where vectors are searched.</summary>
public enum VectorStoreKind
{
    /// <summary>In the memories' own grains.</summary>
    None = 0,

    /// <summary>In a Qdrant server. Needs a build with <c>-p:CloudPackages=true</c>.</summary>
    Qdrant = 1,
}
