using System.ComponentModel;
using System.Globalization;
using System.Text;
using Microsoft.SemanticKernel;

namespace AgentGrains.SemanticKernel;

/// <summary>Debates as kernel functions for a model: <c>start_debate</c> and <c>debate_status</c>. Whose debates they are is fixed when it is made.</summary>
/// <remarks>Thread-safe. Functions answer in words a model can act on, also when its input was not valid.</remarks>
public sealed class DebatePlugin
{
    private readonly IDebateClient _debates;
    private readonly string _tenant;
    private readonly string? _bank;

    /// <summary>A plugin over a tenant's debates.</summary>
    /// <param name="debates">The way to debates.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="bank">In whose procedural memory debates are looked up and kept; null keeps none.</param>
    public DebatePlugin(IDebateClient debates, string tenant, Scope? bank = null)
    {
        ArgumentNullException.ThrowIfNull(debates);
        ArgumentException.ThrowIfNullOrWhiteSpace(tenant);
        if (bank is not null && bank.Tenant != tenant)
            throw new ArgumentException("The bank must be a scope of the tenant.", nameof(bank));
        (_debates, _tenant, _bank) = (debates, tenant, bank?.Name);
    }

    /// <summary>Starts a debate.</summary>
    [KernelFunction("start_debate")]
    [Description("Let several teams solve a hard problem and debate until a verifier confirms an outcome. It goes on by itself; ask debate_status later. The same id and "
        + "problem again starts nothing new. Use it only for problems whose solution can be checked.")]
    [return: Description("That it was started, or what to change.")]
    public Task<string> StartDebateAsync(
        [Description("A short id of your choice: letters, digits, dashes")] string id,
        [Description("The family of problems that the teams and their verifier know, e.g. 'numbers'")] string family,
        [Description("The problem, complete in itself")] string problem,
        [Description("Names of the teams, separated by commas")] string teams,
        CancellationToken cancellationToken = default) =>
        AnswerAsync("Not started", async () =>
        {
            var request = new DebateRequest
            {
                Task = new DebateTask(id, family, problem),
                Teams = [.. (teams ?? "").Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
                Bank = _bank,
            };
            await _debates.StartAsync(_tenant, id, request, cancellationToken);
            return $"Debate {id} is started. Ask debate_status for it.";
        });

    /// <summary>Tells how a debate stands.</summary>
    [KernelFunction("debate_status")]
    [Description("How a debate stands, and what it decided: the solution, its outcome, and whether a verifier confirmed it. Do not present what is not confirmed as settled.")]
    [return: Description("The phase, and the decision when there is one.")]
    public Task<string> DebateStatusAsync([Description("The debate's id")] string id, CancellationToken cancellationToken = default) =>
        AnswerAsync("Not known", async () =>
        {
            var status = await _debates.Debate(_tenant, id).GetStatusAsync(cancellationToken);
            if (status.Phase == DebatePhase.None)
                return $"There is no debate '{id}'.";
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"{status.Phase}, round {status.Round}.");
            if (status.Decision is { } decision)
                text.Append(CultureInfo.InvariantCulture, $" Decided: {decision.Solution ?? "nothing"} (team {decision.Team ?? "none"}); verifier: {decision.Verdict}. {decision.Reason}");
            return text.ToString();
        });

    private static async Task<string> AnswerAsync(string not, Func<Task<string>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception refusal) when (refusal is InvalidDebateException or InvalidScopeException)
        {
            return $"{not}: {refusal.Message}";
        }
    }
}
