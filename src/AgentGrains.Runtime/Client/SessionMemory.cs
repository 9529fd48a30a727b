using System.Collections.Immutable;
using AgentGrains.Runtime.Working;

namespace AgentGrains.Runtime.Client;

/// <summary>One session's working memory, seen from a client.</summary>
internal sealed class SessionMemory(Scope scope, string session, IGrainFactory grains, WriteRetry retry) : ISessionMemory
{
    private readonly IWorkingMemoryGrain _grain = grains.GetGrain<IWorkingMemoryGrain>(WorkingKey.Of(scope, session));

    public Scope Scope => scope;

    public string Session => session;

    public ValueTask<ImmutableArray<WorkingReceipt>> ApplyAsync(IReadOnlyCollection<WorkingEdit> edits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(edits);
        foreach (var edit in edits)
        {
            WireRules.CheckText("text", edit?.Text);
            WireRules.CheckText("step", edit?.Step?.Text);
            WireRules.CheckText("actor", edit?.Step?.Actor);
        }

        // Keys are fixed before the first try, so that a second one cannot do it twice.
        ImmutableArray<WorkingEdit> keyed = [.. edits.Select(edit => edit is { Key: null } ? edit with { Key = Guid.CreateVersion7().ToString("N") } : edit)];
        return CallAsync((call, token) => call.ApplyAsync(keyed, token), cancellationToken);
    }

    public ValueTask<WorkingView> GetAsync(CancellationToken cancellationToken = default) =>
        CallAsync(static (call, token) => call.GetAsync(token), cancellationToken);

    public ValueTask<Subgoal?> GetSubgoalAsync(int subgoal, CancellationToken cancellationToken = default) =>
        CallAsync((call, token) => call.GetSubgoalAsync(subgoal, token), cancellationToken);

    public ValueTask<WorkingContext> RenderAsync(int tokenBudget = 2000, bool withMessages = true, CancellationToken cancellationToken = default) =>
        CallAsync((call, token) => call.RenderAsync(tokenBudget, withMessages, token), cancellationToken);

    public ValueTask<SymbolExpansion> ExpandAsync(string text, int maxBytes = 256 * 1024, CancellationToken cancellationToken = default)
    {
        WireRules.CheckText("text", text);
        return CallAsync((call, token) => call.ExpandAsync(text, maxBytes, token), cancellationToken);
    }

    public async ValueTask EraseAsync(CancellationToken cancellationToken = default)
    {
        TenantContext.Set(scope.Tenant);
        await retry.RunAsync(
            static async (call, token) =>
            {
                await call.Directory.LeaveAsync(call.session, token);
                return true;
            },
            (Directory: grains.GetGrain<ISessionDirectoryGrain>(scope.Key), session), cancellationToken);
    }

    private ValueTask<T> CallAsync<T>(Func<IWorkingMemoryGrain, CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        TenantContext.Set(scope.Tenant);
        return retry.RunAsync(call, _grain, cancellationToken);
    }
}
