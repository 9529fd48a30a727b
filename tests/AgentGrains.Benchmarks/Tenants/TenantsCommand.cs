using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Benchmarks.Tenants;

/// <summary>Many tenants on one silo: whether anything leaks, what idle scopes cost and how fast they come back, and what a noisy neighbour does.</summary>
internal static class TenantsCommand
{
    public static Command Make()
    {
        var tenants = new Option<int>("--tenants") { Description = "Tenants, each with a canary", DefaultValueFactory = _ => 1_000 };
        var active = new Option<int>("--active") { Description = "Tenants that write, recall and attack at once", DefaultValueFactory = _ => 50 };
        var idle = new Option<int>("--idle") { Description = "Idle scopes", DefaultValueFactory = _ => 10_000 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of the noisy neighbour", DefaultValueFactory = _ => 6 };
        var seed = new Option<int>("--seed") { Description = "Seed", DefaultValueFactory = _ => 42 };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file" };
        var command = new Command("tenants", "Leaks, idle scopes and noisy neighbours") { tenants, active, idle, rounds, seed, json };
        command.SetAction(async (parsed, _) => await Figures.ReportAsync(
            await RunAsync(parsed.GetValue(tenants), parsed.GetValue(active), parsed.GetValue(idle), parsed.GetValue(rounds), parsed.GetValue(seed)),
            parsed.GetValue(json)));
        return command;
    }

    private static async Task<JsonObject> RunAsync(int tenants, int active, int idle, int rounds, int seed)
    {
        if (tenants < 2 || active < 1 || active > tenants || idle < 1 || rounds < 1)
            throw new BenchmarkInputException("--tenants must be at least 2, --active from 1 to --tenants, --idle and --rounds at least 1.");
        await using var silo = await BenchmarkSilo.StartAsync(configure: grains =>
        {
            BenchmarkSilo.WithoutDerivation(grains);
            grains.ConfigureTenants(options => options.RefreshPeriod = TimeSpan.FromSeconds(1));
        });
        var grains = silo.Services.GetRequiredService<IGrainFactory>();
        var sweep = new LeakSweep(grains, silo.Memory);
        await LeakLoad.RunAsync(silo.Memory, sweep, tenants, active, seed);
        var (restAttempts, restLeaks) = await RestSweep.RunAsync();
        var idling = await IdleScopes.MeasureAsync(silo.Memory, grains, tenants, idle, seed);
        var noise = await NoisyNeighbour.MeasureAsync(silo.Memory, rounds);
        return new JsonObject
        {
            ["tenants"] = tenants,
            ["active"] = active,
            ["attempts"] = sweep.Attempts + restAttempts,
            ["restAttempts"] = restAttempts,
            ["leaks"] = sweep.Leaks + restLeaks,
            ["firstLeak"] = sweep.FirstLeak,
            ["idleScopes"] = idle,
            ["bytesPerIdleScope"] = idling.BytesPerIdle,
            ["bytesPerEvictedScope"] = idling.BytesPerEvicted,
            ["activationMs"] = Figures.Percentiles(idling.ActivationMs),
            ["recordsLostByEviction"] = idling.Lost,
            ["noisyNeighbourP99Ratio"] = Figures.Round(noise.WithQuotas / noise.Calm),
            ["noisyNeighbourP99RatioWithoutQuotas"] = Figures.Round(noise.WithoutQuotas / noise.Calm),
            ["calmP99Ms"] = Figures.Round(noise.Calm),
        };
    }
}
