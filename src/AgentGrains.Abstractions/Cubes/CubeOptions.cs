namespace AgentGrains;

/// <summary>Keys and limits of cubes, where the client runs that exports and imports them.</summary>
public sealed class CubeOptions
{
    /// <summary>
    /// The private key that exports are signed with: an elliptic-curve key on P-256 in PEM, or the path of a file with one. What it signed is trusted.
    /// Default null: nothing is exported. <c>openssl ecparam -name prime256v1 -genkey -noout</c> makes one.
    /// </summary>
    public string? SigningKey { get; set; }

    /// <summary>Public keys in PEM, or paths of files with them, whose cubes may be imported. Default none but the signing key's.</summary>
    public IList<string> TrustedKeys { get; } = [];

    /// <summary>Most bytes of a cube; it is held in RAM while it is made or read. Default 256 MiB, 1 KiB to 1 GiB.</summary>
    public long MaxBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>Operations that an import makes durable in one commit. Default 500, 1 to 1,000.</summary>
    public int ImportPage { get; set; } = 500;
}
