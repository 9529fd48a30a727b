using System.Reflection;
using AgentGrains.Hosting;
using AgentGrains.Inference.Chat;
using AgentGrains.Onnx;
using AgentGrains.Optimization;
using AgentGrains.Storage.PostgreSql;
using AgentGrains.Storage.Sqlite;
using PublicApiGenerator;
using Xunit;

namespace AgentGrains.Tests.Architecture;

/// <summary>The public API of every package, as approved: a change must be meant, and shows in review.</summary>
public sealed class PublicApiTests
{
    private const string Accept = "AGENTGRAINS_ACCEPT_API";

    public static TheoryData<string> Packages =>
    [
        .. new[] { typeof(MemoryRecord), typeof(ExtractiveChatClient), typeof(SqliteStorageOptions), typeof(PostgreSqlOptions), typeof(OptimizationFamily), typeof(OnnxModelOptions), typeof(AgentGrainsBuilder) }
            .Select(type => type.Assembly.GetName().Name!),
    ];

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_public_api_is_the_approved_one(string package)
    {
        var api = Assembly.Load(package).GeneratePublicApi(new ApiGeneratorOptions
        {
            IncludeAssemblyAttributes = false,
            DenyNamespacePrefixes = ["OrleansCodeGen", "System", "Microsoft"],
        }).ReplaceLineEndings("\n") + "\n";
        var file = Path.Combine(Repository.Root, "tests", "AgentGrains.Tests", "Architecture", "PublicApi", $"{package}.txt");
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, api);
        }

        Assert.True(File.Exists(file), $"{file} is missing: run this test with {Accept}=1 and review what it wrote.");
        Assert.True(
            File.ReadAllText(file).ReplaceLineEndings("\n") == api,
            $"The public API of {package} is not the approved one. If the change is meant, run this test with {Accept}=1, review the diff and commit it.");
    }
}
