using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Debate;

/// <summary>
/// A team on a chat model, in the roles of Agora-Opt: a formulator says how the task is to be solved, a coder writes it down in the family's
/// form, a debugger mends and revises from outcomes and critiques, and a critic looks at the others.
/// </summary>
/// <remarks>
/// Thread-safe if the client is. A model whose answers cannot be used, after <see cref="ChatDebateTeamOptions.Repairs"/>, is a fault of the step, and
/// the debate goes on. Tokens are those that the model reports, else a quarter of the characters read and written.
/// </remarks>
public sealed class ChatDebateTeam : IDebateTeam
{
    private const int MaxRepairs = 5;

    private readonly ChatDebateTeamOptions _options;
    private readonly TeamRole _formulator;
    private readonly TeamRole _coder;
    private readonly TeamRole _debugger;
    private readonly TeamRole _critic;

    /// <summary>A team on a model; that of a Semantic Kernel is its service <see cref="IChatClient"/>.</summary>
    /// <param name="name">The team's name; a valid scope id.</param>
    /// <param name="client">The model; it is not disposed.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="InvalidScopeException">The name is not valid.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ChatDebateTeam(string name, IChatClient client, ChatDebateTeamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _options = options ?? new ChatDebateTeamOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(_options.Repairs, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.Repairs, MaxRepairs, nameof(options));
        Name = ScopeNames.Require("team", name);
        _formulator = new TeamRole(client, _options, "formulator", DebatePrompts.Formulator, DebatePrompts.FormulatorSchema);
        _coder = new TeamRole(client, _options, "coder", WithForm(DebatePrompts.Coder), DebatePrompts.SolutionSchema(_options.SolutionIsJson, diagnosis: false));
        _debugger = new TeamRole(client, _options, "debugger", WithForm(DebatePrompts.Debugger), DebatePrompts.SolutionSchema(_options.SolutionIsJson, diagnosis: true));
        _critic = new TeamRole(client, _options, "critic", DebatePrompts.Critic, DebatePrompts.CriticSchema);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    /// <exception cref="DebateTeamException">No answer of a role could be used.</exception>
    public ValueTask<TeamAnswer> ProposeAsync(DebateView view, CancellationToken cancellationToken) => CountAsync(async spent =>
    {
        var formulation = await _formulator.AskAsync<FormulationAnswer>(DebateData.Of(view), static answer => answer.Read(), spent, cancellationToken);
        return await _coder.AskAsync<SolutionAnswer>(DebateData.Of(view, formulation), Read, spent, cancellationToken);
    });

    /// <inheritdoc/>
    /// <exception cref="DebateTeamException">No answer of the critic could be used.</exception>
    public ValueTask<TeamAnswer> CritiqueAsync(DebateView view, CancellationToken cancellationToken) => CountAsync(spent =>
        _critic.AskAsync<CritiqueAnswer>(DebateData.Of(view), static answer => answer.Read(), spent, cancellationToken));

    /// <inheritdoc/>
    /// <exception cref="DebateTeamException">No answer of the debugger could be used.</exception>
    public ValueTask<TeamAnswer> ReviseAsync(DebateView view, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view.Own?.Solution is null
            ? ProposeAsync(view, cancellationToken)
            : CountAsync(spent => _debugger.AskAsync<SolutionAnswer>(DebateData.Of(view), Read, spent, cancellationToken));
    }

    // An answer that cannot be used was paid for, too.
    private static async ValueTask<TeamAnswer> CountAsync(Func<TokenCount, Task<string>> ask)
    {
        var spent = new TokenCount();
        try
        {
            return new TeamAnswer(await ask(spent), spent.Tokens);
        }
        catch (ModelOutputException unusable)
        {
            throw new DebateTeamException(spent.Tokens, unusable.Message, unusable);
        }
    }

    private string Read(SolutionAnswer answer) => answer.Read(_options.SolutionIsJson);

    private string WithForm(string instruction) => $"{instruction}\nThe form of a solution:\n{_options.SolutionForm}";
}
