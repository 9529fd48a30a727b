using Microsoft.SemanticKernel;

namespace AgentGrains.SemanticKernel;

/// <summary>Adds memory to kernels.</summary>
public static class MemoryPluginExtensions
{
    private const string DefaultName = "memory";

    /// <summary>Adds a memory that reads and writes one scope, to every kernel that the builder makes.</summary>
    public static IKernelBuilderPlugins AddMemory(
        this IKernelBuilderPlugins plugins, IScopedMemory memory, MemoryPluginOptions? options = null) =>
        plugins.AddFromObject(new MemoryPlugin(memory, options), DefaultName);

    /// <summary>Adds a memory that reads several scopes and writes at most one, to every kernel that the builder makes.</summary>
    /// <inheritdoc cref="MemoryPlugin(IMemoryClient, IReadOnlyCollection{Scope}, Scope?, MemoryPluginOptions?)" path="/param"/>
    public static IKernelBuilderPlugins AddMemory(
        this IKernelBuilderPlugins plugins, IMemoryClient client, IReadOnlyCollection<Scope> reads, Scope? writes,
        MemoryPluginOptions? options = null) =>
        plugins.AddFromObject(new MemoryPlugin(client, reads, writes, options), DefaultName);

    /// <summary>Adds a memory that reads and writes one scope, to a kernel.</summary>
    public static KernelPlugin AddMemory(
        this ICollection<KernelPlugin> plugins, IScopedMemory memory, MemoryPluginOptions? options = null) =>
        plugins.AddFromObject(new MemoryPlugin(memory, options), DefaultName);

    /// <summary>Adds a memory that reads several scopes and writes at most one, to a kernel.</summary>
    /// <inheritdoc cref="MemoryPlugin(IMemoryClient, IReadOnlyCollection{Scope}, Scope?, MemoryPluginOptions?)" path="/param"/>
    public static KernelPlugin AddMemory(
        this ICollection<KernelPlugin> plugins, IMemoryClient client, IReadOnlyCollection<Scope> reads, Scope? writes,
        MemoryPluginOptions? options = null) =>
        plugins.AddFromObject(new MemoryPlugin(client, reads, writes, options), DefaultName);

    /// <summary>
    /// Adds the whole memory of an agent to a kernel, under the name <c>memory</c>: <see cref="MemoryPlugin"/>, <see cref="LessonPlugin"/> and, for
    /// a session of the scope that is written to, <see cref="SessionPlugin"/>.
    /// </summary>
    /// <param name="plugins">The kernel's plugins.</param>
    /// <param name="client">The way into memory.</param>
    /// <param name="reads">Scopes to recall from.</param>
    /// <param name="writes">Scope to remember and forget in.</param>
    /// <param name="session">The session whose working memory it is.</param>
    /// <param name="options">How much is recalled.</param>
    public static KernelPlugin AddMemory(
        this ICollection<KernelPlugin> plugins, IMemoryClient client, IReadOnlyCollection<Scope> reads, Scope writes, string session,
        MemoryPluginOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        var plugin = MemoryPluginFactory.Make(client, reads, writes, session, options);
        plugins.Add(plugin);
        return plugin;
    }
}
