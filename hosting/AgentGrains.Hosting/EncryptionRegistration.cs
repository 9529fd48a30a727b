using AgentGrains.Runtime.Encryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AgentGrains.Hosting;

/// <summary>Encryption at rest: off, unless the builder says otherwise.</summary>
internal static class EncryptionRegistration
{
    public static void AddEncryption(this IServiceCollection services)
    {
        services.AddOptions<EncryptionOptions>();
        services.TryAddSingleton<TenantKeyring>();
        services.AddHostedService<KeysAtStart>();
    }

    /// <summary>Makes the built-in master keys.</summary>
    /// <exception cref="OptionsValidationException">They cannot be read; the message says which option to mend.</exception>
    public static FileMasterKeys MakeKeys(EncryptionOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.TenantKeyDirectory))
            throw Invalid("EncryptionOptions.TenantKeyDirectory is empty; name a folder apart from the data and from its backups.");
        try
        {
            return new FileMasterKeys(options);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException)
        {
            throw Invalid($"{(options.KeyFile.Length > 0 ? $"EncryptionOptions.KeyFile '{options.KeyFile}'" : $"The environment variable {options.KeyVariable}")} or EncryptionOptions.TenantKeyDirectory cannot be used: {fault.Message}");
        }
    }

    private static OptionsValidationException Invalid(string fault) => new(nameof(EncryptionOptions), typeof(EncryptionOptions), [fault]);

    /// <summary>Reads the keys when the host starts, so that missing ones stop the start and not every scope.</summary>
    private sealed class KeysAtStart(IServiceProvider services, IOptions<EncryptionOptions> options) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => services.GetService<IMasterKeys>() is null && options.Value.Enabled
            ? throw Invalid("EncryptionOptions.Enabled is true and there are no master keys; call UseEncryption or UseMasterKeys.")
            : Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
