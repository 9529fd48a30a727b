using Microsoft.SemanticKernel;

namespace AgentGrains.SemanticKernel;

/// <summary>Puts an agent's memory together as one plugin: long-term memory, lessons, documents, and the session's working memory.</summary>
internal static class MemoryPluginFactory
{
    /// <summary>A plugin named <c>memory</c>.</summary>
    /// <param name="client">The way into memory.</param>
    /// <param name="reads">Scopes to recall from.</param>
    /// <param name="writes">Scope to write to, which has the session's working memory; null makes the memory read-only.</param>
    /// <param name="session">The session; null leaves working memory out.</param>
    /// <param name="options">How much is recalled.</param>
    public static KernelPlugin Make(IMemoryClient client, IReadOnlyCollection<Scope> reads, Scope? writes, string? session, MemoryPluginOptions? options)
    {
        IReadOnlyCollection<Scope> recalled = reads.Count > 0 || writes is null ? reads : [writes];
        List<KernelFunction> functions = [.. KernelPluginFactory.CreateFromObject(new MemoryPlugin(client, recalled, writes, options), AgentProfile.MemoryPlugin)];
        functions.AddRange(KernelPluginFactory.CreateFromObject(new LessonPlugin(client, recalled), AgentProfile.MemoryPlugin));
        functions.AddRange(KernelPluginFactory.CreateFromObject(new DocumentPlugin(client, recalled, writes), AgentProfile.MemoryPlugin));
        if (writes is not null && session is not null)
            functions.AddRange(KernelPluginFactory.CreateFromObject(new SessionPlugin(client.Scope(writes).Working(session)), AgentProfile.MemoryPlugin));
        return KernelPluginFactory.CreateFromFunctions(AgentProfile.MemoryPlugin, functions);
    }
}
