using AgentGrains.Inference.Batching;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Inference;

/// <summary>Where inference is done, and the way there for each kind of model.</summary>
internal sealed class RemotePools(Accelerators accelerators, IGrainFactory grains, IOptions<InferencePoolOptions> options, TimeProvider clock, ILogger<RemotePool> logger)
{
    public IGrainFactory Grains { get; } = grains;

    public RemotePool Embedding { get; } = new("embedding", options.Value.RemotePatience, clock, logger);

    public RemotePool Rerank { get; } = new("rerank", options.Value.RemotePatience, clock, logger);

    public RemotePool Chat { get; } = new("chat", options.Value.ChatDeadline, clock, logger);

    /// <summary>Whether another silo should be asked.</summary>
    /// <exception cref="ModelBackendException">No silo has the accelerator that is required.</exception>
    public bool IsElsewhere(string model) => accelerators.Now switch
    {
        Accelerators.Location.Elsewhere => TenantContext.Current is not null,
        Accelerators.Location.Nowhere => throw new ModelBackendException(
            model, BackendFault.Unreachable, "No silo has the accelerator that InferencePoolOptions.Accelerator names and AcceleratorRequired demands."),
        _ => false,
    };
}
