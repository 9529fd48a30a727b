using AgentGrains.Engine.Vectors;
using AgentGrains.Inference.Batching;
using AgentGrains.Inference.Derivation;
using AgentGrains.Inference.Embedding;
using AgentGrains.Inference.Http;
using AgentGrains.Inference.Resilience;
using AgentGrains.Runtime.Journal;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AgentGrains.Hosting;

/// <summary>What a silo's memory is made of. Everything has a default that needs no model and no network.</summary>
public sealed class AgentGrainsBuilder
{
    private const string DerivationClient = "agentgrains.derivation";

    internal AgentGrainsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The silo's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Sets the limits of a memory.</summary>
    public AgentGrainsBuilder ConfigureMemory(Action<MemoryOptions> configure) => Configure(configure);

    /// <summary>Sets the limits and deadlines of recall.</summary>
    public AgentGrainsBuilder ConfigureRecall(Action<RecallOptions> configure) => Configure(configure);

    /// <summary>Sets how agents run their turns.</summary>
    public AgentGrainsBuilder ConfigureAgents(Action<AgentOptions> configure) => Configure(configure);

    /// <summary>Sets the sizes of a journal's pieces.</summary>
    public AgentGrainsBuilder ConfigureJournal(Action<JournalOptions> configure) => Configure(configure);

    /// <summary>Adds dense recall with the built-in hashing embedder.</summary>
    /// <param name="dimension">Number of components, 16 to 4,096.</param>
    public AgentGrainsBuilder UseHashingEmbedder(int dimension = 256) => UseEmbedder(_ => new HashingEmbeddingGenerator(dimension));

    /// <summary>Adds dense recall with a static embedding model from disk: meaning as well as spelling, at microseconds per text.</summary>
    /// <param name="path">A folder in the public Model2Vec layout, or a quantised file (GGE1) or its folder. Read when the silo starts.</param>
    public AgentGrainsBuilder UseModel2Vec(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Use(_ => new Model2VecEmbeddingGenerator(path));
        Use<IWordVectors>(static services => services.GetRequiredService<Model2VecEmbeddingGenerator>());
        return UseEmbedder(static services => services.GetRequiredService<Model2VecEmbeddingGenerator>());
    }

    /// <summary>Adds dense recall with an embedding model. It must say its model id in its metadata.</summary>
    public AgentGrainsBuilder UseEmbedder(Func<IServiceProvider, IEmbeddingGenerator<string, Embedding<float>>> make) => Use(make);

    /// <summary>Adds dense recall with a model behind an HTTP endpoint: vLLM, Text Embeddings Inference, Ollama, Azure OpenAI and their like.</summary>
    public AgentGrainsBuilder UseHttpEmbedder(HttpModelOptions options) =>
        UseEmbedder(services => new HttpEmbeddingGenerator(options, clock: services.GetRequiredService<TimeProvider>()));

    /// <summary>Lets agents answer through a chat model behind an OpenAI-compatible HTTP endpoint.</summary>
    public AgentGrainsBuilder UseHttpChat(HttpModelOptions options) =>
        UseChatClient(services => new HttpChatClient(options, clock: services.GetRequiredService<TimeProvider>()));

    /// <summary>Adds a reranker behind an HTTP endpoint.</summary>
    public AgentGrainsBuilder UseHttpReranker(HttpModelOptions options) =>
        UseReranker(services => new HttpReranker(options, clock: services.GetRequiredService<TimeProvider>()));

    /// <summary>Sets how backends that may fail are called: timeouts, retries, circuit breaker.</summary>
    public AgentGrainsBuilder ConfigureBackends(Action<BackendOptions> configure) => Configure(configure);

    /// <summary>Adds a reranker.</summary>
    public AgentGrainsBuilder UseReranker(Func<IServiceProvider, IReranker> make) => Use(make);

    /// <summary>Sets how inference is batched, bounded and shared.</summary>
    public AgentGrainsBuilder ConfigureInference(Action<InferencePoolOptions> configure) => Configure(configure);

    /// <summary>Sets what tenants may spend on models. Without it, everything is counted and nothing refused.</summary>
    public AgentGrainsBuilder UseInferenceBudget(Func<IServiceProvider, IInferenceBudget> make) => Use(make);

    /// <summary>Lets agents answer through a chat model instead of quoting their evidence.</summary>
    public AgentGrainsBuilder UseChatClient(Func<IServiceProvider, IChatClient> make) => Use(make);

    /// <summary>Sets how what happened is turned into what is known.</summary>
    public AgentGrainsBuilder ConfigureDerivation(Action<DerivationOptions> configure) => Configure(configure);

    /// <summary>Cuts conversations with a stage of your own.</summary>
    public AgentGrainsBuilder UseSegmenter(Func<IServiceProvider, ISegmenter> make) => Use(make);

    /// <summary>Extracts statements with a stage of your own.</summary>
    public AgentGrainsBuilder UseExtractor(Func<IServiceProvider, IExtractor> make) => Use(make);

    /// <summary>Links statements with a stage of your own.</summary>
    public AgentGrainsBuilder UseLinker(Func<IServiceProvider, ILinker> make) => Use(make);

    /// <summary>Decides what statements do with a stage of your own.</summary>
    public AgentGrainsBuilder UseOperationPolicy(Func<IServiceProvider, IOperationPolicy> make) => Use(make);

    /// <summary>Lets a chat model do all four stages of derivation; the rules take over where it fails.</summary>
    /// <param name="make">Makes the model; null takes the silo's chat client, which then must be a model. It must say its model id in its metadata.</param>
    public AgentGrainsBuilder UseChatDerivation(Func<IServiceProvider, IChatClient>? make = null)
    {
        Services.RemoveAllKeyed<IChatClient>(DerivationClient);
        Services.AddKeyedSingleton(DerivationClient, (services, _) => make?.Invoke(services) ?? services.GetRequiredService<IChatClient>());
        Services.AddHostedService<DerivationAtStart>();
        return UseSegmenter(static services => new ChatSegmenter(Client(services)))
            .UseExtractor(static services => new ChatExtractor(Client(services), services.GetRequiredService<IOptions<DerivationOptions>>().Value))
            .UseLinker(static services => new ChatLinker(Client(services)))
            .UseOperationPolicy(static services => new ChatOperationPolicy(Client(services)));

        static IChatClient Client(IServiceProvider services) => services.GetRequiredKeyedService<IChatClient>(DerivationClient);
    }

    /// <summary>Sets the limits and deadlines of debates.</summary>
    public AgentGrainsBuilder ConfigureDebates(Action<DebateOptions> configure) => Configure(configure);

    /// <summary>Lets a team take part in debates. Every silo of a cluster should be given the same teams.</summary>
    public AgentGrainsBuilder UseDebateTeam(Func<IServiceProvider, IDebateTeam> make) => Add(make);

    /// <summary>Lets a judge decide debates whose protocol has one.</summary>
    public AgentGrainsBuilder UseDebateJudge(Func<IServiceProvider, IDebateJudge> make) => Add(make);

    /// <summary>Adds a family of tasks that can be debated.</summary>
    public AgentGrainsBuilder UseOutcomeFamily(Func<IServiceProvider, IOutcomeFamily> make) => Add(make);

    /// <summary>Adds the verifier of a family. Without one, nothing of that family is admitted.</summary>
    public AgentGrainsBuilder UseOutcomeVerifier(Func<IServiceProvider, IOutcomeVerifier> make) => Add(make);

    private AgentGrainsBuilder Add<TService>(Func<IServiceProvider, TService> make)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.AddSingleton(make);
        return this;
    }

    private AgentGrainsBuilder Use<TService>(Func<IServiceProvider, TService> make)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.Replace(ServiceDescriptor.Singleton(make));
        return this;
    }

    private AgentGrainsBuilder Configure<TOptions>(Action<TOptions> configure)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(configure);
        Services.Configure(configure);
        return this;
    }
}
