using AgentGrains.Runtime.Derivation;
using Microsoft.Extensions.Hosting;

namespace AgentGrains.Hosting;

/// <summary>Makes the stages when the host starts, so that a model that cannot serve them stops the start and not every scope.</summary>
internal sealed class DerivationAtStart(DerivationStages stages) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        GC.KeepAlive(stages);   // made, which is all
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
