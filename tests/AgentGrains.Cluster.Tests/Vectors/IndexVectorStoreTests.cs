using AgentGrains.Conformance;

namespace AgentGrains.Cluster.Tests.Vectors;

/// <summary>The in-grain index keeps the promises that a store makes.</summary>
public sealed class IndexVectorStoreTests : VectorStoreConformance
{
    protected override ValueTask<IVectorStore> OpenAsync() => new(new IndexVectorStore());

    protected override ValueTask CloseAsync() => ValueTask.CompletedTask;
}
