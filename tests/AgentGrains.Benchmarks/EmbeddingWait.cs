using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Benchmarks;

/// <summary>Waits until a scope's records have their vectors.</summary>
internal static class EmbeddingWait
{
    public static async Task ForAsync(BenchmarkSilo silo, Scope scope)
    {
        TenantContext.Set(scope.Tenant);
        var memory = silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IEpisodicMemoryGrain>(scope.Key);
        for (var tries = 0; (await memory.GetStatusAsync(default)).MissingVectors > 0; tries++)
        {
            if (tries == 600)
                throw new BenchmarkInputException($"The records of '{scope.Key}' did not all get vectors within a minute.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
