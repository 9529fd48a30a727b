using AgentGrains.Engine.Decisions;
using AgentGrains.Engine.Extraction;
using AgentGrains.Engine.Linking;
using AgentGrains.Engine.Segmentation;
using AgentGrains.Runtime.Derivation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AgentGrains.Hosting;

/// <summary>The stages of derivation: by rules unless the builder says otherwise.</summary>
internal static class DerivationRegistration
{
    public static void AddDerivation(this IServiceCollection services)
    {
        services.AddOptions<DerivationOptions>().Validate(OptionRules.Check).ValidateOnStart();
        services.TryAddSingleton<ISegmenter, RuleSegmenter>();
        services.TryAddSingleton<IExtractor, RuleExtractor>();
        services.TryAddSingleton<ILinker, RuleLinker>();
        services.TryAddSingleton<IOperationPolicy, RulePolicy>();
        services.TryAddSingleton<DerivationStages>();
        services.TryAddSingleton(new DefaultStages(new DerivationStages(new RuleSegmenter(), new RuleExtractor(), new RuleLinker(), new RulePolicy())));
    }
}
