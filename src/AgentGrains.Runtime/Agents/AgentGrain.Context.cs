using System.Collections.Immutable;
using AgentGrains.Engine.Gate;
using AgentGrains.Runtime.Working;

namespace AgentGrains.Runtime.Agents;

/// <summary>What an agent knows at the beginning of a turn.</summary>
/// <param name="Recall">What memory says about the message.</param>
/// <param name="Lessons">What was learnt that bears on it.</param>
/// <param name="Working">The session's working memory; null when the agent remembers nothing.</param>
/// <param name="WorkingText">The same, written out.</param>
/// <param name="Earlier">What was said in the session before, as much as fits.</param>
internal sealed record AgentContext(
    RecallResult Recall, ImmutableArray<Evidence> Lessons, WorkingView? Working, string WorkingText, ImmutableArray<WorkingStep> Earlier);

internal sealed partial class AgentGrain
{
    private const int CheapShare = 3;       // a turn that may not need memory is shown a third of the evidence
    private const int LessonTokens = 400;

    private static readonly RecallResult Nothing = new() { Evidence = [], Context = "", Tokens = 0 };

    private async Task<AgentContext> GatherAsync(AgentProfile profile, string session, AgentMessage message, CancellationToken cancellationToken)
    {
        var need = _options.Gate ? RetrievalGate.Decide(message.Text) : GateDecision.Full;
        var recall = RecallAsync(profile, session, need, message.Text, cancellationToken);
        var lessons = LessonsAsync(profile, need, message.Text, cancellationToken);
        var tokens = profile.WorkingTokens ?? _options.WorkingTokens;
        if (profile.Writes is not { } scope)
            return new AgentContext(await recall, await lessons, null, "", []);

        var memory = GrainFactory.GetGrain<IWorkingMemoryGrain>(WorkingKey.Of(scope, session));
        var view = await memory.GetAsync(cancellationToken);
        var text = view.Sequence == 0 ? "" : (await memory.RenderAsync(tokens, withMessages: false, cancellationToken)).Text;
        return new AgentContext(await recall, await lessons, view, text, EarlierTurns.Of(view, tokens));
    }

    private async Task<RecallResult> RecallAsync(AgentProfile profile, string session, GateDecision need, string message, CancellationToken cancellationToken)
    {
        if (profile.Reads.IsDefaultOrEmpty || need == GateDecision.None)
            return Nothing;

        // The profile kept the limits of its day; today's may be lower.
        var limit = Math.Min(profile.RecallLimit, recalls.Value.MaxLimit);
        var request = new RecallRequest
        {
            Query = AgentQuery.Of(message, recalls.Value.MaxQueryBytes),
            Scopes = profile.Reads,
            Limit = need == GateDecision.Full ? limit : (limit + CheapShare - 1) / CheapShare,
            TokenBudget = Math.Min(profile.RecallTokens, recalls.Value.MaxTokenBudget),
            ForSession = session,
        };
        return await GrainFactory.GetGrain<IRecallGrain>(Tenant).RecallAsync(request, cancellationToken);
    }

    private async Task<ImmutableArray<Evidence>> LessonsAsync(AgentProfile profile, GateDecision need, string message, CancellationToken cancellationToken)
    {
        if (profile.Reads.IsDefaultOrEmpty || need == GateDecision.None || _options.Lessons == 0)
            return [];
        var request = new RecallRequest
        {
            Query = AgentQuery.Of(message, recalls.Value.MaxQueryBytes),
            Scopes = profile.Reads,
            Kinds = [MemoryKind.Lesson],
            Limit = Math.Min(_options.Lessons, recalls.Value.MaxLimit),
            TokenBudget = Math.Min(LessonTokens, recalls.Value.MaxTokenBudget),
        };
        return (await GrainFactory.GetGrain<IRecallGrain>(Tenant).RecallAsync(request, cancellationToken)).Evidence;
    }
}
