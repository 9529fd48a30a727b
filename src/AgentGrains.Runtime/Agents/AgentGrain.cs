using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Directories;
using AgentGrains.Runtime.Erasure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Agents;

/// <summary>
/// One agent: gathers its context, has the turn runner ask its model and tools, and remembers what was said and done. The runner works on the
/// thread pool; nothing that a model or a tool does runs on the grain's own scheduler.
/// </summary>
[GrainType("agent")]
internal sealed partial class AgentGrain(
    [PersistentState("agent", StorageNames.Journal)] IPersistentState<AgentState> state,
    IAgentTurnRunner runner, IOptions<MemoryOptions> limits, IOptions<RecallOptions> recalls, IOptions<AgentOptions> options,
    IOptions<WorkingMemoryOptions> working, TimeProvider clock, ILogger<AgentGrain> logger) : Grain, IAgentGrain, IProfileQuotes, IDisposable
{
    private readonly ILogger _logger = logger;
    private readonly AgentOptions _options = options.Value;

    // A streamed turn is read in calls that interleave, so the grain's own queue does not keep turns apart.
    private readonly SemaphoreSlim _turns = new(1);

    private string Tenant => this.GetPrimaryKeyString().Split('/')[0];

    private string Name => this.GetPrimaryKeyString().Split('/')[1];

    private AgentProfile Profile => state.State.Profile ?? Default();

    private IAgentDirectoryGrain Directory => GrainFactory.GetGrain<IAgentDirectoryGrain>(Tenant);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (state.State.Profile is not null)
        {
            // One that an earlier version wrote is in no directory yet.
            TenantContext.Set(Tenant);
            Directory.EnterAsync(Name).AsTask().Ignore();
        }

        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _turns.Dispose();
        _writing.Dispose();
    }

    public async ValueTask ConfigureAsync(AgentProfile profile, CancellationToken cancellationToken)
    {
        AgentRules.Check(profile, Tenant, Name, limits.Value, recalls.Value);
        runner.Check(profile);
        await Directory.EnterAsync(Name);   // before the profile is there, or an erasure of the tenant would miss it
        await _writing.WaitAsync(cancellationToken);
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
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask EraseAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await state.ClearStateAsync(CancellationToken.None);
        }
        catch (Exception failure)
        {
            throw new WriteUncertainException($"Storage failed while erasing the agent '{this.GetPrimaryKeyString()}' ({failure.GetType().Name}); erase again.", failure);
        }
        finally
        {
            DeactivateOnIdle();   // what storage holds is read again
            _writing.Release();
        }

        state.State = new AgentState();
        await Directory.LeaveAsync(Name);
    }

    public ValueTask<AgentProfile> GetProfileAsync(CancellationToken cancellationToken) => new(Profile);

    public ValueTask<AgentReply> RunAsync(string session, string message, CancellationToken cancellationToken) =>
        RunAsync(session, new AgentMessage(message), cancellationToken);

    public async ValueTask<AgentReply> RunAsync(string session, AgentMessage message, CancellationToken cancellationToken)
    {
        Check(session, message);
        return await TurnAsync(session, message, null, cancellationToken);
    }

    public async IAsyncEnumerable<AgentUpdate> RunStreamingAsync(
        string session, AgentMessage message, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Check(session, message);
        var updates = Channel.CreateUnbounded<AgentUpdate>();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var turn = TellAsync(updates.Writer, session, message, stopping.Token);
        try
        {
            await foreach (var update in updates.Reader.ReadAllAsync(cancellationToken))
                yield return update;
        }
        finally
        {
            await stopping.CancelAsync();   // whoever listened has gone
            await turn;
        }
    }

    // Ends the updates with the turn: with its reply, or with what went wrong.
    private async Task TellAsync(ChannelWriter<AgentUpdate> updates, string session, AgentMessage message, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await TurnAsync(session, message, update => updates.TryWrite(update), cancellationToken);
            updates.TryWrite(new AgentUpdate(AgentUpdateKind.Done, Reply: reply));
            updates.TryComplete();
        }
        catch (Exception failure)
        {
            updates.TryComplete(failure);
        }
    }

    private async Task<AgentReply> TurnAsync(string session, AgentMessage message, Action<AgentUpdate>? tell, CancellationToken cancellationToken)
    {
        TenantContext.Set(Tenant);
        await _turns.WaitAsync(cancellationToken);
        try
        {
            using var span = RuntimeTraces.InvokeAgent(Name);
            var started = clock.GetTimestamp();
            var profile = Profile;
            var context = await GatherAsync(profile, session, message, cancellationToken);
            tell?.Invoke(new AgentUpdate(AgentUpdateKind.Recalled) { Evidence = context.Recall.Evidence });
            var result = await AnswerAsync(profile, session, message, context, tell, cancellationToken);
            var receipts = await RememberAsync(profile, session, message, context, result, cancellationToken);
            RuntimeMetrics.AgentTurned(clock.GetElapsedTime(started), result.Tools);
            if (result.HandTo is { } target)
                LogHandedOver(this.GetPrimaryKeyString(), target);
            return new AgentReply(result.Text, context.Recall.Evidence, receipts)
            {
                Tools = result.Tools,
                Agent = Name,
                HandTo = result.HandTo,
                HandNote = result.HandNote,
            };
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task<AgentTurnResult> AnswerAsync(
        AgentProfile profile, string session, AgentMessage message, AgentContext context, Action<AgentUpdate>? tell, CancellationToken cancellationToken)
    {
        var turn = new AgentTurn
        {
            Tenant = Tenant,
            Agent = Name,
            Session = session,
            Profile = profile,
            Messages = AgentPrompt.Messages(profile, Name, context, message),
            Properties = AgentPrompt.Properties(context.Recall),
            MaxToolCalls = profile.MaxToolCalls ?? _options.MaxToolCalls,
            ToolTimeout = profile.ToolTimeout ?? _options.ToolTimeout,
            MaxToolResult = _options.MaxToolResult,
        };
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // A model that does not listen to its token must not hold the agent.
            return await Task.Run(() => runner.RunAsync(turn, tell, stopping.Token), cancellationToken)
                .WaitAsync(_options.AnswerDeadline, clock, cancellationToken);
        }
        finally
        {
            await stopping.CancelAsync();   // what still runs was given up
        }
    }

    private void Check(string session, AgentMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        ScopeNames.Require("session", session);
        DraftRules.CheckText("message", message.Text, limits.Value.MaxTextBytes, "MemoryOptions.MaxTextBytes");
        if (string.IsNullOrWhiteSpace(message.Text))
            throw new InvalidMemoryException("message", "The message is empty; say something.");
        if (message.Speaker is not null)
            ScopeNames.Require("speaker", message.Speaker);
        if (message.Note is not null)
            DraftRules.CheckText("note", message.Note, limits.Value.MaxTextBytes, "MemoryOptions.MaxTextBytes");
    }

    private AgentProfile Default()
    {
        var own = Scope.Agent(Tenant, Name);
        return new AgentProfile { Reads = [own], Writes = own };
    }

    [LoggerMessage(70, LogLevel.Debug, "Agent '{Agent}' handed its conversation to '{Target}'")]
    private partial void LogHandedOver(string agent, string target);
}

/// <summary>What an agent remembers of itself.</summary>
[GenerateSerializer, Alias("agentgrains.AgentState")]
internal sealed class AgentState
{
    [Id(0)] public AgentProfile? Profile { get; set; }
}
