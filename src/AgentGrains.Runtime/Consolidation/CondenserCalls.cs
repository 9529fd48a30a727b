using System.Collections.Immutable;
using AgentGrains.Engine.Consolidation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Consolidation;

/// <summary>Lets the silo's condenser rework the gists of a plan. It can neither break a run nor hold it: where it is late or fails, the rules' gists stay.</summary>
internal sealed partial class CondenserCalls(IOptions<ConsolidationOptions> options, TimeProvider clock, ILogger<CondenserCalls> logger, ICondenser? condenser = null)
{
    private readonly ILogger _logger = logger;

    /// <summary>Whether there is one.</summary>
    public bool Exists => condenser is not null;

    /// <summary>The steps to take, and what went wrong; null when nothing did.</summary>
    public async Task<(ImmutableArray<ConsolidationStep> Steps, string? Fault)> ReworkAsync(string scope, ConsolidationPlan plan, CancellationToken stopping)
    {
        if (condenser is null || plan.Texts.IsEmpty)
            return (plan.Steps, null);
        var byRules = plan.Steps.Where(step => step.Kind == ConsolidationKind.Condense).ToDictionary(step => step.Id, step => step.Gist);
        string?[] gists = [.. plan.Texts.Select(record => byRules.GetValueOrDefault(record.Id))];
        using var deadline = new CancellationTokenSource(options.Value.CondenserDeadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            // Off the grain's scheduler, which a condenser that blocks must not hold.
            var made = await Task.Run(() => condenser.CondenseAsync(plan.Texts, gists, either.Token).AsTask(), either.Token).WaitAsync(either.Token);
            if (made is null || made.Count != plan.Texts.Length)
                throw new InvalidOperationException($"The condenser returned {made?.Count ?? 0} gists for {plan.Texts.Length} texts.");
            var steps = plan.Steps.ToDictionary(step => step.Id);
            for (var i = 0; i < plan.Texts.Length; i++)
            {
                if (made[i] is { } gist)
                    steps[plan.Texts[i].Id] = new ConsolidationStep(plan.Texts[i].Id, ConsolidationKind.Condense, gist);
            }

            return ([.. steps.Values.OrderBy(step => step.Id)], null);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            LogFailed(scope, failure);
            return (plan.Steps, $"condenser: {failure.GetType().Name}: {failure.Message}");
        }
    }

    [LoggerMessage(90, LogLevel.Warning, "The condenser failed for '{Scope}'; the rules' gists are used")]
    private partial void LogFailed(string scope, Exception failure);
}
