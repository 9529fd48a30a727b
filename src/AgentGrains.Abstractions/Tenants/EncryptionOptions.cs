namespace AgentGrains;

/// <summary>Encryption of journals at rest, and where the built-in master keys are.</summary>
public sealed class EncryptionOptions
{
    /// <summary>
    /// Whether what is written from now on is encrypted with its tenant's key. Default false. What was written otherwise is read in any
    /// case: as it was when it is plain, and with the keys when it is encrypted.
    /// </summary>
    public bool Enabled { get; set; }

    /// <summary>
    /// A file of master keys: lines of <c>id:base64</c> of 32 bytes, the last of which wraps. Read when the silo starts. Empty takes
    /// <see cref="KeyVariable"/>.
    /// </summary>
    public string KeyFile { get; set; } = "";

    /// <summary>An environment variable with the same lines, separated by semicolons or line ends. Default AGENTGRAINS_MASTER_KEYS.</summary>
    public string KeyVariable { get; set; } = "AGENTGRAINS_MASTER_KEYS";

    /// <summary>
    /// A folder with one small file per tenant, without which its key cannot be unwrapped. Every silo needs the same one. Keep it apart
    /// from the data, and out of the backups of the data: destroying a tenant's key deletes its file here.
    /// </summary>
    public string TenantKeyDirectory { get; set; } = "";
}
