using System.Text.Json.Nodes;
using AgentGrains.Runtime.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Benchmarks.Locomo;

/// <summary>Lets memories fade as if each conversation's sessions had been as many days apart as they were.</summary>
internal sealed class Ageing(BenchmarkSilo silo, int days)
{
    private readonly Dictionary<MemoryZone, int> _zones = [];
    private long _float;
    private long _faded;

    /// <summary>Moves a scope's memories to the zones they have come to.</summary>
    public async Task FadeAsync(MovedClock clock, Scope scope)
    {
        clock.Reach(clock.GetUtcNow().AddDays(days));
        var grains = silo.Services.GetRequiredService<IGrainFactory>();
        TenantContext.Set(scope.Tenant);
        IMemoryGrain[] memories = [grains.GetGrain<IEpisodicMemoryGrain>(scope.Key), grains.GetGrain<ISemanticMemoryGrain>(scope.Key)];
        foreach (var memory in memories)
            await memory.AsReference<IMemoryMaintenance>().RetierAsync(CancellationToken.None);
        await foreach (var record in silo.Memory.Scope(scope).ListAsync())
        {
            _zones[record.Life.Zone] = _zones.GetValueOrDefault(record.Life.Zone) + 1;
            _float += (record.Vector?.Dimension ?? 0) * sizeof(float);
            _faded += record.Vector?.Bytes.Length ?? 0;
        }
    }

    public JsonObject ToJson()
    {
        var all = (double)_zones.Values.Sum();
        var figures = new JsonObject();
        foreach (var zone in Enum.GetValues<MemoryZone>())
            figures[zone.ToString()] = Figures.Round(_zones.GetValueOrDefault(zone) / all);
        figures["vectorTimesSmaller"] = _faded == 0 ? 0 : Figures.Round(_float / (double)_faded);
        return figures;
    }
}
