using AgentGrains.Engine.Vectors;
using AgentGrains.Inference.Batching;
using AgentGrains.Inference.Cascade;
using AgentGrains.Inference.Chat;
using AgentGrains.Inference.Consolidation;
using AgentGrains.Inference.Debate;
using AgentGrains.Inference.Derivation;
using AgentGrains.Inference.Embedding;
using AgentGrains.Inference.Guard;
using AgentGrains.Inference.Http;
using AgentGrains.Inference.Resilience;
using AgentGrains.Runtime.Inference;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Tenants;
using AgentGrains.SemanticKernel.Agents;
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

    /// <summary>Sets how memories fade.</summary>
    public AgentGrainsBuilder ConfigureForgetting(Action<ForgettingOptions> configure) => Configure(configure);

    /// <summary>Sets how vectors are kept.</summary>
    public AgentGrainsBuilder ConfigureVectors(Action<VectorOptions> configure) => Configure(configure);

    /// <summary>
    /// Keeps vectors in a store, and searches them there instead of in the memories' grains, which then hold no index of them. Every silo of a cluster is
    /// given the same one. It needs an embedding model.
    /// </summary>
    /// <param name="make">Makes the store, once per silo.</param>
    /// <param name="configure">How long it is waited for, and how much is asked of it.</param>
    public AgentGrainsBuilder UseVectorStore(Func<IServiceProvider, IVectorStore> make, Action<VectorStoreOptions>? configure = null)
    {
        Services.AddVectorStore();
        Configure(configure ?? (static _ => { }));
        Services.RemoveAll<IVectorStore>();
        return Add(make);
    }

    /// <summary>Sets the limits and deadlines of recall.</summary>
    public AgentGrainsBuilder ConfigureRecall(Action<RecallOptions> configure) => Configure(configure);

    /// <summary>Sets how recall learns from outcomes.</summary>
    public AgentGrainsBuilder ConfigureOutcomes(Action<OutcomeOptions> configure) => Configure(configure);

    /// <summary>Sets how agents run their turns.</summary>
    public AgentGrainsBuilder ConfigureAgents(Action<AgentOptions> configure) => Configure(configure);

    /// <summary>Sets the limits of a session's working memory.</summary>
    public AgentGrainsBuilder ConfigureWorkingMemory(Action<WorkingMemoryOptions> configure) => Configure(configure);

    /// <summary>Sets the key and limits of the vaults.</summary>
    public AgentGrainsBuilder ConfigureVault(Action<VaultOptions> configure) => Configure(configure);

    /// <summary>Sets how long and how many the documents of a scope may be.</summary>
    public AgentGrainsBuilder ConfigureResources(Action<ResourceOptions> configure) => Configure(configure);

    /// <summary>Decides with a rule or model of your own which memory a statement belongs in.</summary>
    public AgentGrainsBuilder UseMemoryRouter(Func<IServiceProvider, IMemoryRouter> make) => Use(make);

    /// <summary>Sets the sizes of a journal's pieces.</summary>
    public AgentGrainsBuilder ConfigureJournal(Action<JournalOptions> configure) => Configure(configure);

    /// <summary>Sets how tenants are kept within their limits, and how long what is idle stays in RAM.</summary>
    public AgentGrainsBuilder ConfigureTenants(Action<TenantOptions> configure) => Configure(configure);

    /// <summary>
    /// Gives the silo the built-in master keys, and lets it encrypt what it writes when <see cref="EncryptionOptions.Enabled"/>. Without
    /// them, what is encrypted cannot be read.
    /// </summary>
    public AgentGrainsBuilder UseEncryption(Action<EncryptionOptions> configure)
    {
        Configure(configure);
        return UseMasterKeys(static services => EncryptionRegistration.MakeKeys(services.GetRequiredService<IOptions<EncryptionOptions>>().Value));
    }

    /// <summary>Lets tenants' keys be wrapped by master keys of your own, such as those of a key management service.</summary>
    public AgentGrainsBuilder UseMasterKeys(Func<IServiceProvider, IMasterKeys> make) => Use(make);

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

    /// <summary>
    /// Asks a cheaper embedding model first, and the embedder only where that is not good enough: for embedders that are slow, far or dear.
    /// Memories are searched twice or three times per recall then. What is stored is always the embedder's.
    /// </summary>
    /// <param name="make">Makes the cheaper model, such as a static one. Its calls are not charged to tenants.</param>
    /// <param name="configure">When its answer is enough, and what the embedder may be asked.</param>
    public AgentGrainsBuilder UseEmbeddingCascade(Func<IServiceProvider, IEmbeddingGenerator<string, Embedding<float>>> make, Action<CascadeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.RemoveAllKeyed<IEmbeddingGenerator<string, Embedding<float>>>(QueryCascades.Draft);
        Services.AddKeyedSingleton(QueryCascades.Draft, (services, _) => make(services));
        Services.TryAddSingleton<QueryCascades>(static services => ActivatorUtilities.CreateInstance<QueryCascades>(services));
        return Configure(configure ?? (static _ => { }));
    }

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

    /// <summary>Sets what tenants may spend on models. Without it, <see cref="TenantLimits.InferenceTokensPerMinute"/> does.</summary>
    public AgentGrainsBuilder UseInferenceBudget(Func<IServiceProvider, IInferenceBudget> make) => Use(make);

    /// <summary>Lets agents answer through a chat model instead of quoting their evidence.</summary>
    /// <remarks>What it reads and writes is charged to the tenant it is called for: <see cref="TenantLimits.InferenceTokensPerMinute"/>.</remarks>
    public AgentGrainsBuilder UseChatClient(Func<IServiceProvider, IChatClient> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return Use(services => Metered(services, make(services)));
    }

    /// <summary>Adds a chat model for the agents whose profile names it.</summary>
    /// <param name="model">Its name in <see cref="AgentProfile.Model"/>.</param>
    /// <param name="make">Makes it, once per silo; it must be thread-safe.</param>
    public AgentGrainsBuilder UseChatClient(string model, Func<IServiceProvider, IChatClient> make)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentNullException.ThrowIfNull(make);
        Services.AddKeyedSingleton(KernelTurnRunner.ModelKey(model), (services, _) => Metered(services, make(services)));
        return this;
    }

    /// <summary>
    /// Lets agents whose profile names it call the kernel functions of <typeparamref name="TPlugin"/>. It is made once per silo, from the
    /// silo's services, and must be thread-safe. A function may take the <c>Kernel</c>, which knows the turn.
    /// </summary>
    /// <param name="name">Its name in <see cref="AgentProfile.Plugins"/>: letters, digits and underscores.</param>
    public AgentGrainsBuilder AddPlugin<TPlugin>(string name)
        where TPlugin : class
    {
        Services.TryAddSingleton<TPlugin>();
        return AddPlugin(name, static services => services.GetRequiredService<TPlugin>());
    }

    /// <summary>Lets agents whose profile names it call the kernel functions of an object. It must be thread-safe.</summary>
    /// <param name="name">Its name in <see cref="AgentProfile.Plugins"/>: letters, digits and underscores.</param>
    /// <param name="make">Makes the object, once per silo.</param>
    /// <exception cref="ArgumentException">The name is not one that models can call.</exception>
    public AgentGrainsBuilder AddPlugin(string name, Func<IServiceProvider, object> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        if (string.IsNullOrEmpty(name) || name == AgentProfile.MemoryPlugin || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw new ArgumentException($"'{name}' cannot name a plugin: use letters, digits and underscores, and not '{AgentProfile.MemoryPlugin}'.", nameof(name));
        Services.AddSingleton(services => new AgentPlugin(name, () => make(services)));
        return this;
    }

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
        Services.AddKeyedSingleton(DerivationClient, (services, _) => make is null ? services.GetRequiredService<IChatClient>() : Metered(services, make(services)));
        Services.AddHostedService<DerivationAtStart>();
        return UseSegmenter(static services => new ChatSegmenter(Client(services)))
            .UseExtractor(static services => new ChatExtractor(Client(services), services.GetRequiredService<IOptions<DerivationOptions>>().Value))
            .UseLinker(static services => new ChatLinker(Client(services)))
            .UseOperationPolicy(static services => new ChatOperationPolicy(Client(services)));

        static IChatClient Client(IServiceProvider services) => services.GetRequiredKeyedService<IChatClient>(DerivationClient);
    }

    /// <summary>Sets when memory is tidied while nobody asks, and how far.</summary>
    public AgentGrainsBuilder ConfigureConsolidation(Action<ConsolidationOptions> configure) => Configure(configure);

    /// <summary>Makes gists with a condenser of your own; what would lose something is refused, and where it fails the rules' gists are used.</summary>
    public AgentGrainsBuilder UseCondenser(Func<IServiceProvider, ICondenser> make) => Use(make);

    /// <summary>Lets a chat model make the gists; the rules take over where it fails.</summary>
    /// <param name="make">Makes the model; null takes the silo's chat client, which then must be a model. It must say its model id in its metadata.</param>
    public AgentGrainsBuilder UseChatCondenser(Func<IServiceProvider, IChatClient>? make = null) =>
        UseCondenser(services => new ChatCondenser(make is null ? services.GetRequiredService<IChatClient>() : Metered(services, make(services))));

    /// <summary>Writes notes with a writer of your own; a note that says what nobody said is refused, and reported with the run.</summary>
    public AgentGrainsBuilder UseNoteWriter(Func<IServiceProvider, INoteWriter> make) => Use(make);

    /// <summary>Lets a chat model write the notes.</summary>
    /// <param name="make">Makes the model; null takes the silo's chat client, which then must be a model. It must say its model id in its metadata.</param>
    public AgentGrainsBuilder UseChatNoteWriter(Func<IServiceProvider, IChatClient>? make = null) =>
        UseNoteWriter(services => new ChatNoteWriter(make is null ? services.GetRequiredService<IChatClient>() : Metered(services, make(services))));

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

    /// <summary>Sets how writes and recalls are guarded.</summary>
    public AgentGrainsBuilder ConfigureGuard(Action<GuardOptions> configure) => Configure(configure);

    /// <summary>Asks a policy of your own before every write (before_write).</summary>
    public AgentGrainsBuilder UseWritePolicy(Func<IServiceProvider, IWritePolicy> make) => Use(make);

    /// <summary>Lets a judge of your own decide which evidence of a recall may be acted on.</summary>
    public AgentGrainsBuilder UseEvidenceJudge(Func<IServiceProvider, IEvidenceJudge> make) => Use(make);

    /// <summary>Lets a chat model compare the reasoning chains of what was found, at two calls a recall. It fails closed.</summary>
    /// <param name="make">Makes the model; null takes the silo's chat client, which then must be a model.</param>
    public AgentGrainsBuilder UseChatConsensus(Func<IServiceProvider, IChatClient>? make = null) =>
        UseEvidenceJudge(services => new ChatConsensus(make is null ? services.GetRequiredService<IChatClient>() : Metered(services, make(services))));

    /// <summary>Lets facts that memories of a tenant disagree about be debated: the family and its verifier, which asks the memories themselves.</summary>
    public AgentGrainsBuilder UseContestedFacts() =>
        UseOutcomeFamily(static services => new FactsFamily(services.GetRequiredService<IMemoryClient>()))
            .UseOutcomeVerifier(static services => new FactsVerifier(services.GetRequiredService<IMemoryClient>()));

    /// <summary>
    /// Charges what a chat model reads and writes to the tenant it is called for (<see cref="TenantContext"/>), as all of this builder's are charged: for a model that
    /// a host asks itself. A call for no tenant is not charged.
    /// </summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="model">The model.</param>
    /// <returns>A client whose calls fail with <see cref="LimitExceededException"/> while <see cref="TenantLimits.InferenceTokensPerMinute"/> is used up.</returns>
    public static IChatClient Metered(IServiceProvider services, IChatClient model)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(model);
        return model is ExtractiveChatClient
            ? model   // which costs nothing
            : new MeteredChatClient(model, services.GetRequiredService<IInferenceBudget>(), services.GetRequiredService<TimeProvider>());
    }

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
