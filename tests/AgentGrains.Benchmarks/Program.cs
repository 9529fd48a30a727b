using System.CommandLine;
using AgentGrains.Benchmarks;
using AgentGrains.Benchmarks.Agents;
using AgentGrains.Benchmarks.Chaos;
using AgentGrains.Benchmarks.Debate;
using AgentGrains.Benchmarks.Embedding;
using AgentGrains.Benchmarks.Growth;
using AgentGrains.Benchmarks.Locomo;
using AgentGrains.Benchmarks.MultiHop;
using AgentGrains.Benchmarks.Poisoning;
using AgentGrains.Benchmarks.Precision;
using AgentGrains.Benchmarks.Search;
using AgentGrains.Benchmarks.Sts;
using AgentGrains.Benchmarks.Tenants;
using AgentGrains.Benchmarks.Vectors;
using AgentGrains.Benchmarks.Weights;
using AgentGrains.Benchmarks.Writes;

var root = new RootCommand("Measures AgentGrains: real grains in a real silo. Prints a table; --json FILE also writes the figures.");
root.Subcommands.Add(LocomoCommand.Make());
root.Subcommands.Add(WritesCommand.Make());
root.Subcommands.Add(ChaosCommand.Make());
root.Subcommands.Add(SearchCommand.Make());
root.Subcommands.Add(GrowthCommand.Make());
root.Subcommands.Add(KeyCostCommand.Make());
root.Subcommands.Add(StsCommand.Make());
root.Subcommands.Add(WeightsCommand.Make());
root.Subcommands.Add(MultiHopCommand.Make());
root.Subcommands.Add(PrecisionCommand.Make());
root.Subcommands.Add(DebateCommand.Make());
root.Subcommands.Add(AgentsCommand.Make());
root.Subcommands.Add(PoisoningCommand.Make());
root.Subcommands.Add(TenantsCommand.Make());
root.Subcommands.Add(GuardCostCommand.Make());
root.Subcommands.Add(VectorsCommand.Make());
root.Subcommands.Add(OffloadCommand.Make());
root.Subcommands.Add(EmbeddingCommand.Make());
root.Subcommands.Add(RandomEncoderCommand.Make());
root.Subcommands.Add(EmbeddingServerCommand.Make());

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (BenchmarkInputException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}
