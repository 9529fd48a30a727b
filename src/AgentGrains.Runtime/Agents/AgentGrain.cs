using System.Collections.Immutable;
using AgentGrains.Engine.Gate;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Guard;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Agents;

/// <summary>One agent: recalls, answers through the silo's chat client, and remembers both sides of the turn.</summary>
[GrainType("agent")]
internal sealed class AgentGrain(
    [PersistentState("agent", StorageNames.Journal)] IPersistentState<AgentState> state,
    IChatClient chat, IOptions<MemoryOptions> limits, IOptions<RecallOptions> recalls, IOptions<AgentOptions> options, TimeProvider clock) : Grain, IAgentGrain
{
    private const int CheapShare = 3;   // a turn that may not need memory is shown a third of the evidence

    private string Tenant => this.GetPrimaryKeyString().Split('/')[0];

    private string Name => this.GetPrimaryKeyString().Split('/')[1];

    private AgentProfile Profile => state.State.Profile ?? Default();

    public async ValueTask ConfigureAsync(AgentProfile profile, CancellationToken cancellationToken)
    {
        AgentRules.Check(profile, Tenant, limits.Value, recalls.Value);
        state.State.Profile = profile;
        try
        {
            await state.WriteStateAsync(cancellationToken);
        }
        catch
        {
            DeactivateOnIdle();   // whether it was written is not known; the next activation reads the truth
            throw;
        }
    }

    public ValueTask<AgentProfile> GetProfileAsync(CancellationToken cancellationToken) => new(Profile);

    public async ValueTask<AgentReply> RunAsync(string session, string message, CancellationToken cancellationToken)
    {
        ScopeNames.Require("session", session);
        DraftRules.CheckText("message", message, limits.Value.MaxTextBytes, "MemoryOptions.MaxTextBytes");
        if (string.IsNullOrWhiteSpace(message))
            throw new InvalidMemoryException("message", "The message is empty; say something.");

        using var span = RuntimeTraces.InvokeAgent(Name);
        var profile = Profile;
        var recall = await RecallAsync(profile, message, cancellationToken);
        // A model that does not listen to its token must not hold the agent.
        var answer = await chat.GetResponseAsync(AgentPrompt.Messages(profile, recall, message), AgentPrompt.Options(recall), cancellationToken)
            .WaitAsync(options.Value.AnswerDeadline, clock, cancellationToken);
        return new AgentReply(answer.Text, recall.Evidence, await RememberAsync(profile, session, message, answer.Text, recall, cancellationToken));
    }

    private async ValueTask<RecallResult> RecallAsync(AgentProfile profile, string message, CancellationToken cancellationToken)
    {
        var need = options.Value.Gate ? RetrievalGate.Decide(message) : GateDecision.Full;
        if (profile.Reads.IsDefaultOrEmpty || need == GateDecision.None)
            return new RecallResult { Evidence = [], Context = "", Tokens = 0 };

        // The profile kept the limits of its day; today's may be lower.
        var limit = Math.Min(profile.RecallLimit, recalls.Value.MaxLimit);
        var request = new RecallRequest
        {
            Query = AgentQuery.Of(message, recalls.Value.MaxQueryBytes),
            Scopes = profile.Reads,
            Limit = need == GateDecision.Full ? limit : (limit + CheapShare - 1) / CheapShare,
            TokenBudget = Math.Min(profile.RecallTokens, recalls.Value.MaxTokenBudget),
        };
        return await GrainFactory.GetGrain<IRecallGrain>(Tenant).RecallAsync(request, cancellationToken);
    }

    private async ValueTask<ImmutableArray<MemoryReceipt>> RememberAsync(
        AgentProfile profile, string session, string message, string answer, RecallResult recall, CancellationToken cancellationToken)
    {
        if (profile.Writes is not { } scope)
            return [];
        var (now, turn) = (clock.GetUtcNow(), Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"));
        var said = new MemoryDraft { Text = message, Actor = "user", Session = session, OccurredAt = now, Key = $"{turn}:user", Source = $"agent:{Name}" };
        ImmutableArray<MemoryDraft> drafts = string.IsNullOrWhiteSpace(answer)
            ? [said]
            : [said, said with { Text = answer, Actor = Name, Key = $"{turn}:agent" }];
        var memory = GrainFactory.GetGrain<IEpisodicMemoryGrain>(scope.Key);
        if (!recall.Evidence.IsEmpty && !profile.Reads.Contains(scope))
            await memory.AsReference<IQuarantineSink>().NoteReturnedAsync([.. recall.Evidence.Select(item => item.Record.Text)]);
        try
        {
            return await memory.RememberAsync(drafts, cancellationToken);
        }
        catch (MemoryRejectedException)
        {
            return [];   // answered, and not remembered; the memory's log says why
        }
    }

    private AgentProfile Default()
    {
        var own = Scope.Agent(Tenant, Name);
        return new AgentProfile { Reads = [own], Writes = own };
    }
}

/// <summary>What an agent remembers of itself.</summary>
[GenerateSerializer, Alias("agentgrains.AgentState")]
internal sealed class AgentState
{
    [Id(0)] public AgentProfile? Profile { get; set; }
}
