using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentGrains.SemanticKernel.Agents;

/// <summary>
/// The silo's services without its logs: a kernel writes arguments, results and faults of every function into a log, and these hold what people
/// said, and secrets. What is worth logging of a turn, the runtime logs.
/// </summary>
internal sealed class QuietServices(IServiceProvider services) : IServiceProvider, IKeyedServiceProvider
{
    public object? GetService(Type serviceType) => serviceType == typeof(ILoggerFactory) ? NullLoggerFactory.Instance : services.GetService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) => (services as IKeyedServiceProvider)?.GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) =>
        GetKeyedService(serviceType, serviceKey) ?? throw new InvalidOperationException($"There is no service {serviceType} with the key '{serviceKey}'.");
}
