using System.Xml.Linq;
using Xunit;

namespace AgentGrains.Tests.Architecture;

/// <summary>Who may see whom: the README's table, held against the project files.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["AgentGrains.Abstractions"] = ["Microsoft.Orleans.Sdk", "Microsoft.Extensions.AI.Abstractions"],
        ["AgentGrains.Engine"] = ["AgentGrains.Abstractions", "System.IO.Hashing", "System.Numerics.Tensors"],
        ["AgentGrains.Inference"] =
        [
            "AgentGrains.Abstractions", "AgentGrains.Engine", "Microsoft.Extensions.AI.Abstractions", "Microsoft.Extensions.AI.OpenAI", "Polly.Core",
            "Polly.RateLimiting", "System.IO.Hashing", "System.Numerics.Tensors",
        ],
        ["AgentGrains.Runtime"] =
        [
            "AgentGrains.Abstractions", "AgentGrains.Engine", "AgentGrains.Inference",
            "Microsoft.Orleans.Sdk", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Reminders", "Polly.Core", "System.IO.Hashing",
        ],
        ["AgentGrains.Storage.Sqlite"] = ["Microsoft.Orleans.Runtime", "Microsoft.Orleans.Reminders", "Microsoft.Data.Sqlite"],
        // A cluster's database: its own storage beside Orleans' membership and reminders (docs/decisions/0006-cluster-storage.md).
        ["AgentGrains.Storage.PostgreSql"] =
        [
            "AgentGrains.Abstractions", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Reminders",
            "Microsoft.Orleans.Clustering.AdoNet", "Microsoft.Orleans.Reminders.AdoNet", "Npgsql",
        ],
        // Only with -p:CloudPackages=true (docs/decisions/0026-vector-store.md).
        ["AgentGrains.Storage.Qdrant"] = ["AgentGrains.Abstractions", "Qdrant.Client", "Polly.Core"],
        ["AgentGrains.Optimization"] = ["AgentGrains.Abstractions", "Google.OrTools"],
        ["AgentGrains.Onnx"] =
        [
            "AgentGrains.Abstractions", "AgentGrains.Inference", "Microsoft.ML.Tokenizers", "Microsoft.ML.OnnxRuntime", "Microsoft.ML.OnnxRuntime.Gpu",
        ],
        ["AgentGrains.SemanticKernel"] = ["AgentGrains.Abstractions", "Microsoft.SemanticKernel.Core"],
        // Its tools are the functions of the kernel plugins (docs/decisions/0021-mcp.md).
        ["AgentGrains.Mcp"] = ["AgentGrains.Abstractions", "AgentGrains.SemanticKernel", "ModelContextProtocol.Core"],
        ["AgentGrains.AgentFramework"] = ["AgentGrains.Abstractions", "Microsoft.Agents.AI.Abstractions"],
        ["AgentGrains.Hosting"] =
        [
            "AgentGrains.Abstractions", "AgentGrains.Engine", "AgentGrains.Inference", "AgentGrains.Runtime", "AgentGrains.Storage.Sqlite",
            "AgentGrains.Storage.PostgreSql", "AgentGrains.SemanticKernel", "Microsoft.Orleans.Server", "Microsoft.Orleans.Client",
            "Microsoft.Orleans.Clustering.Redis", "Microsoft.Orleans.Persistence.Redis", "Microsoft.Orleans.Reminders.Redis", "StackExchange.Redis",
            // Only with -p:CloudPackages=true.
            "Microsoft.Orleans.Clustering.AzureStorage", "Microsoft.Orleans.Persistence.AzureStorage", "Microsoft.Orleans.Reminders.AzureStorage",
            "AgentGrains.Storage.Qdrant",
        ],
        ["AgentGrains.Silo"] =
        [
            "AgentGrains.Hosting", "AgentGrains.Mcp", "Microsoft.Orleans.Server", "Microsoft.AspNetCore.OpenApi", "ModelContextProtocol.AspNetCore",
            "OpenTelemetry.Extensions.Hosting", "OpenTelemetry.Exporter.Prometheus.AspNetCore",
            "OpenTelemetry.Exporter.OpenTelemetryProtocol", "OpenTelemetry.Instrumentation.AspNetCore",
            "Microsoft.IdentityModel.JsonWebTokens", "Microsoft.Orleans.Dashboard",
        ],
        ["DebateProblems"] = ["AgentGrains.Abstractions"],
        ["Debate"] = ["AgentGrains.Hosting", "AgentGrains.Optimization", "DebateProblems", "Microsoft.Orleans.Server", "Spectre.Console"],
        ["SupportDesk"] = ["AgentGrains.Hosting", "Microsoft.Orleans.Server", "Microsoft.SemanticKernel.Core"],
        ["ImportChat"] = ["AgentGrains.Hosting", "Microsoft.Orleans.Server"],
        ["PersonalAssistant"] = ["AgentGrains.Hosting", "AgentGrains.Mcp", "Microsoft.Orleans.Server", "ModelContextProtocol.Core"],
        ["Quickstart"] = ["AgentGrains.Hosting", "Microsoft.Orleans.Server", "Spectre.Console"],
    };

    [Fact]
    public void Every_reference_is_in_the_table()
    {
        var violations =
            from project in Repository.Projects
            let name = Path.GetFileNameWithoutExtension(project)
            from reference in References(project)
            where !Allowed.TryGetValue(name, out var allowed) || !allowed.Contains(reference)
            select $"{name} references {reference}: add a row to ReferenceTests and the README's table, and say why";
        Assert.Empty(violations);
    }

    [Fact]
    public void The_table_names_no_project_and_no_reference_that_is_not_there()
    {
        var actual = Repository.Projects.ToDictionary(project => Path.GetFileNameWithoutExtension(project)!, References);
        Assert.Equal(Allowed.Keys.Order(), actual.Keys.Order());
        Assert.All(Allowed, row => Assert.Empty(row.Value.Except(actual[row.Key])));
    }

    [Fact]
    public void The_engine_is_pure()
    {
        var impure =
            from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "AgentGrains.Engine"), "*.cs", SearchOption.AllDirectories)
            where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            from line in File.ReadLines(file)
            where line.Contains("Orleans.", StringComparison.Ordinal) || line.Contains("TimeProvider", StringComparison.Ordinal)
            select $"{Path.GetFileName(file)}: {line.Trim()}";
        Assert.Empty(impure);
    }

    private static List<string> References(string project) =>
    [
        .. from item in XDocument.Load(project).Descendants()
           where item.Name.LocalName is "ProjectReference" or "PackageReference"
           let include = item.Attribute("Include")!.Value
           select item.Name.LocalName == "ProjectReference" ? Path.GetFileNameWithoutExtension(include) : include,
    ];
}
