using AgentGrains.Runtime.Inference;
using AgentGrains.Runtime.Vectors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace AgentGrains.Hosting;

/// <summary>A store that vectors are searched in, instead of in the memories' grains.</summary>
internal static class VectorRegistration
{
    public static void AddVectorStore(this IServiceCollection services)
    {
        services.AddOptions<VectorStoreOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.TryAddSingleton<VectorOffload>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CheckAtStart>());
    }

    private sealed class CheckAtStart(IServiceProvider services, IOptions<EncryptionOptions> encryption, IOptions<VectorStoreOptions> options, IOptions<SiloMessagingOptions> messaging) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            if (services.GetService<EmbeddingModels>() is null)
                throw Invalid("A vector store is configured and no embedding model, whose vectors it would hold; add an embedder, or leave the store out.");
            if (encryption.Value.Enabled && !options.Value.AcceptUnencrypted)
                throw Invalid("EncryptionOptions.Enabled is true, and vectors in a vector store are not encrypted with the tenant's key; leave the store out, or set VectorStoreOptions.AcceptUnencrypted where that is known and accepted.");
            if (options.Value.WriteTimeout * 3 > messaging.Value.ResponseTimeout)
                throw Invalid($"VectorStoreOptions.WriteTimeout is {options.Value.WriteTimeout.TotalSeconds} s, more than a third of the silo's ResponseTimeout of {messaging.Value.ResponseTimeout.TotalSeconds} s: callers would be gone before an erasure that waits for the store can say so. Lower WriteTimeout, or raise AgentGrains:Cluster:ResponseTimeout.");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        private static OptionsValidationException Invalid(string fault) => new(nameof(VectorStoreOptions), typeof(VectorStoreOptions), [fault]);
    }
}
