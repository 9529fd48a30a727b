using AgentGrains.Inference.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentGrains.Hosting;

/// <summary>Turns the sections Embedder and Vectors into an embedding model and a store; every message names the setting and says what to do.</summary>
internal static class ConfiguredVectors
{
    public static AgentGrainsBuilder UseVectors(this AgentGrainsBuilder grains, IConfiguration configuration)
    {
        var embedder = ClusterSettings.Bind<AgentGrainsEmbedderOptions>(configuration, AgentGrainsEmbedderOptions.Section);
        var vectors = ClusterSettings.Bind<AgentGrainsVectorOptions>(configuration, AgentGrainsVectorOptions.Section);
        switch (embedder.Kind)
        {
            case EmbedderKind.Hashing:
                grains.UseHashingEmbedder();
                break;
            case EmbedderKind.Model2Vec:
                if (string.IsNullOrWhiteSpace(embedder.Path))
                    throw Invalid($"{AgentGrainsEmbedderOptions.Section}:Path is empty; name the folder of the Model2Vec model.");
                grains.UseModel2Vec(embedder.Path);
                break;
            case EmbedderKind.Http:
                if (!IsHttp(embedder.Endpoint) || string.IsNullOrWhiteSpace(embedder.Model))
                    throw Invalid($"{AgentGrainsEmbedderOptions.Section}:Endpoint and Model have to name an http address and the model behind it.");
                grains.UseHttpEmbedder(new HttpModelOptions { Endpoint = embedder.Endpoint!, Model = embedder.Model, Shape = embedder.Shape });
                break;
            case EmbedderKind.None:
                break;
            default:
                throw Invalid($"{AgentGrainsEmbedderOptions.Section}:Kind is {(int)embedder.Kind}; it is one of {string.Join(", ", Enum.GetNames<EmbedderKind>())}.");
        }

        switch (vectors.Kind)
        {
            case VectorStoreKind.Qdrant:
                if (!IsHttp(vectors.Endpoint))
                    throw Invalid($"{AgentGrainsVectorOptions.Section}:Endpoint '{vectors.Endpoint}' is no http address; write Qdrant's gRPC endpoint, such as http://qdrant:6334.");
                UseQdrant(grains, vectors);
                grains.Services.AddOptions<VectorStoreOptions>().Bind(configuration.GetSection(AgentGrainsVectorOptions.Section));
                break;
            case VectorStoreKind.None:
                break;
            default:
                throw Invalid($"{AgentGrainsVectorOptions.Section}:Kind is {(int)vectors.Kind}; it is one of {string.Join(", ", Enum.GetNames<VectorStoreKind>())}.");
        }

        return grains;
    }

#if CLOUD_PACKAGES
    private static void UseQdrant(AgentGrainsBuilder grains, AgentGrainsVectorOptions vectors) => grains.UseQdrant(vectors);
#else
    private static void UseQdrant(AgentGrainsBuilder _, AgentGrainsVectorOptions vectors) => throw Invalid(
        $"{AgentGrainsVectorOptions.Section}:Kind is {vectors.Kind}, which this build does not contain; build with -p:CloudPackages=true, or leave the setting out: memories then search their own vectors.");
#endif

    private static bool IsHttp(Uri? address) => address is { IsAbsoluteUri: true, Scheme: "http" or "https" };

    private static OptionsValidationException Invalid(string message) => new(nameof(ConfiguredVectors), typeof(ConfiguredVectors), [message]);
}
