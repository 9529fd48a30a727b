namespace AgentGrains;

/// <summary>
/// The application's own say before a write (before_write): it may hold or refuse what the guard would store, and is told what the guard
/// thinks. It can make a decision stricter, never looser.
/// </summary>
/// <remarks>
/// Called outside storage and before anything is written, on the grain that owns the memory: it must be thread-safe, and must not call that
/// memory's writes. It has <see cref="GuardOptions.PolicyDeadline"/>; what follows when it throws or takes longer is
/// <see cref="GuardOptions.OnPolicyFailure"/>.
/// </remarks>
public interface IWritePolicy
{
    /// <summary>Judges one draft.</summary>
    /// <param name="scope">Whose memory it is for.</param>
    /// <param name="draft">What is to be remembered.</param>
    /// <param name="cancellationToken">Ends when the deadline passes.</param>
    ValueTask<PolicyVerdict> CheckAsync(Scope scope, MemoryDraft draft, CancellationToken cancellationToken);
}

/// <summary>What a policy says of a write.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Reason">Why; kept with a held record and told with a refusal.</param>
public readonly record struct PolicyVerdict(PolicyVerdictAction Action, string? Reason = null)
{
    /// <summary>The policy has nothing against it.</summary>
    public static PolicyVerdict Accept { get; }

    /// <summary>Hold it in quarantine.</summary>
    public static PolicyVerdict Hold(string reason) => new(PolicyVerdictAction.Hold, reason);

    /// <summary>Refuse it.</summary>
    public static PolicyVerdict Reject(string reason) => new(PolicyVerdictAction.Reject, reason);
}

/// <summary>What a policy wants done.</summary>
public enum PolicyVerdictAction
{
    /// <summary>The guard's decision stands.</summary>
    Accept = 0,

    /// <summary>At least hold it.</summary>
    Hold = 1,

    /// <summary>Refuse it.</summary>
    Reject = 2,
}
