using Microsoft.SemanticKernel;

namespace AgentGrains.SemanticKernel.Agents;

/// <summary>A plugin that agents may be given by name.</summary>
/// <param name="name">Its name, as profiles and models write it.</param>
/// <param name="make">Makes the object whose kernel functions it has, once per silo; it must be thread-safe.</param>
internal sealed class AgentPlugin(string name, Func<object> make)
{
    private readonly Lazy<KernelPlugin> _plugin = new(() => KernelPluginFactory.CreateFromObject(make(), name));

    public string Name => name;

    public KernelPlugin Plugin => _plugin.Value;
}
