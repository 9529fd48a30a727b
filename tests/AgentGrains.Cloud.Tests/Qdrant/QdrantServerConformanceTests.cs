using AgentGrains.Conformance;
using AgentGrains.Storage.Qdrant;
using Xunit;

namespace AgentGrains.Cloud.Tests.Qdrant;

/// <summary>The same promises before a real Qdrant, where QDRANT_URL names one (its gRPC endpoint). Its collections are left as they were.</summary>
public sealed class QdrantServerConformanceTests : VectorStoreConformance
{
    private static readonly string? Url = Environment.GetEnvironmentVariable("QDRANT_URL");

    protected override ValueTask<IVectorStore> OpenAsync()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Url), "QDRANT_URL names no Qdrant; set it to a gRPC endpoint, such as http://127.0.0.1:6334.");
        return new(new QdrantVectorStore(new QdrantOptions { Endpoint = new Uri(Url), Prefix = "agentgrains-test" }));
    }

    protected override ValueTask CloseAsync()
    {
        (Store as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
    }
}
