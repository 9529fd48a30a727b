using AgentGrains.Storage.Qdrant;
using Microsoft.Extensions.Options;

namespace AgentGrains.Hosting;

/// <summary>Vectors in Qdrant.</summary>
internal static class QdrantRegistration
{
    public static AgentGrainsBuilder UseQdrant(this AgentGrainsBuilder grains, AgentGrainsVectorOptions vectors)
    {
        var options = new QdrantOptions { Endpoint = vectors.Endpoint, Prefix = vectors.Prefix };
        try
        {
            options.Validate();
        }
        catch (ArgumentException invalid)
        {
            throw new OptionsValidationException(nameof(QdrantRegistration), typeof(QdrantRegistration), [$"{AgentGrainsVectorOptions.Section}: {invalid.Message}"]);
        }

        return grains.UseVectorStore(_ => new QdrantVectorStore(options));
    }
}
