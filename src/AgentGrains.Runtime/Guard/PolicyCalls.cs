using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Guard;

/// <summary>Calls the application's policy so that it can neither break nor hold a memory: a deadline, and a verdict for whatever goes wrong.</summary>
internal sealed partial class PolicyCalls(IOptions<GuardOptions> options, TimeProvider clock, ILogger<PolicyCalls> logger, IWritePolicy? policy = null)
{
    private readonly ILogger _logger = logger;

    /// <summary>Whether there is a policy.</summary>
    public bool Exists => policy is not null;

    public async ValueTask<PolicyVerdict> CheckAsync(Scope scope, MemoryDraft draft)
    {
        using var deadline = new CancellationTokenSource(options.Value.PolicyDeadline, clock);
        try
        {
            // Off the grain's scheduler, which a policy that blocks must not hold.
            return await Task.Run(() => policy!.CheckAsync(scope, draft, deadline.Token).AsTask(), deadline.Token).WaitAsync(deadline.Token);
        }
        catch (Exception failure)
        {
            LogFailed(scope.Key, failure);
            return options.Value.OnPolicyFailure == PolicyFailure.Hold
                ? PolicyVerdict.Hold($"the write policy failed ({failure.GetType().Name})")
                : PolicyVerdict.Accept;
        }
    }

    [LoggerMessage(61, LogLevel.Warning, "The write policy failed for a write to '{Scope}'")]
    private partial void LogFailed(string scope, Exception failure);
}
