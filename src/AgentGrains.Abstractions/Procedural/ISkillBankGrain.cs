using System.Collections.Immutable;
using Orleans.Concurrency;

namespace AgentGrains;

/// <summary>
/// The skills of a scope (MemSkill): versions of a bank, a bandit that learns which skill fits which work, and a rollback to the best version when
/// a new one does worse. The key is <see cref="Scope.Key"/>.
/// </summary>
[Alias("agentgrains.ISkillBankGrain")]
public interface ISkillBankGrain : ITenantOwned
{
    /// <summary>Makes a new version the one in use. Repeatable with the same key.</summary>
    /// <param name="skills">Its skills, 1 to 256, names distinct. What is known of a skill with the same name and text is kept.</param>
    /// <param name="note">What its designer says about it.</param>
    /// <param name="key">Idempotency key.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InvalidMemoryException">A skill is not valid.</exception>
    /// <exception cref="WriteUncertainException">Storage failed; retry with the same key.</exception>
    [Alias("Publish")]
    ValueTask<SkillBankView> PublishAsync(ImmutableArray<Skill> skills, string? note, string key, CancellationToken cancellationToken);

    /// <summary>Chooses skills for a piece of work by Thompson sampling: mostly what did well in this context, now and then what is little known.</summary>
    /// <param name="context">What the work is; statistics are kept apart for each.</param>
    /// <param name="count">Most skills to choose.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InvalidMemoryException">There is no bank yet, or the context is not valid.</exception>
    [Alias("Choose")]
    ValueTask<SkillChoice> ChooseAsync(string context, int count, CancellationToken cancellationToken);

    /// <summary>Tells how a choice did. Repeatable with the same key. It may end the current version: see <see cref="SkillBankView.Best"/>.</summary>
    /// <param name="choice">The choice.</param>
    /// <param name="reward">How well it did, 0 to 1.</param>
    /// <param name="key">Idempotency key.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InvalidMemoryException">The reward or the choice is not valid.</exception>
    /// <exception cref="WriteUncertainException">Storage failed; retry with the same key.</exception>
    [Alias("Reward")]
    ValueTask<SkillBankView> RewardAsync(SkillChoice choice, double reward, string key, CancellationToken cancellationToken);

    /// <summary>How the bank stands.</summary>
    [Alias("Get"), AlwaysInterleave]
    ValueTask<SkillBankView> GetAsync(CancellationToken cancellationToken);

    /// <summary>Removes it from storage. Part of a scope's erasure; repeatable.</summary>
    [Alias("Erase")]
    ValueTask EraseAsync(CancellationToken cancellationToken);
}
