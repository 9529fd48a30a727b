using System.Collections.Immutable;

namespace AgentGrains;

/// <summary>What a scope has learnt to do: lessons of its roles, concepts, experiences, and a bank of skills. Retries can double nothing.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IKnowHow
{
    /// <summary>The lessons of a role, at most 15, in the order of adding.</summary>
    ValueTask<ImmutableArray<Lesson>> GetLessonsAsync(string role, CancellationToken cancellationToken = default);

    /// <summary>Changes the lessons of a role.</summary>
    /// <inheritdoc cref="IProceduralMemoryGrain.ReviseLessonsAsync" path="/exception"/>
    ValueTask<LessonRevision> ReviseLessonsAsync(string role, IReadOnlyCollection<LessonEdit> edits, CancellationToken cancellationToken = default) =>
        ReviseLessonsAsync(role, edits, null, cancellationToken);

    /// <inheritdoc cref="ReviseLessonsAsync(string, IReadOnlyCollection{LessonEdit}, CancellationToken)"/>
    /// <param name="role">The role.</param>
    /// <param name="edits">What is changed, in order.</param>
    /// <param name="key">Idempotency key: the same key and content again change nothing more. Null makes one per call.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still be made.</param>
    ValueTask<LessonRevision> ReviseLessonsAsync(string role, IReadOnlyCollection<LessonEdit> edits, string? key, CancellationToken cancellationToken = default);

    /// <summary>Learns concepts; what is known of a concept of the same name is joined with what is new.</summary>
    /// <returns>The concepts as they are now.</returns>
    /// <inheritdoc cref="IProceduralMemoryGrain.LearnAsync" path="/exception"/>
    ValueTask<ImmutableArray<Concept>> LearnAsync(IReadOnlyCollection<Concept> concepts, CancellationToken cancellationToken = default);

    /// <summary>Concepts that a problem calls for, by their cues, best first. Needs no model.</summary>
    ValueTask<ImmutableArray<Concept>> SelectConceptsAsync(string problem, int limit = 5, CancellationToken cancellationToken = default);

    /// <summary>Keeps an experience.</summary>
    ValueTask<MemoryReceipt> RememberAsync(Experience experience, CancellationToken cancellationToken = default) =>
        RememberAsync(experience, null, cancellationToken);

    /// <summary>Keeps an experience.</summary>
    /// <param name="experience">What was tried.</param>
    /// <param name="key">Idempotency key: the same key and content again change nothing more. Null makes one per call.</param>
    /// <param name="cancellationToken">Stops waiting; it may still be kept.</param>
    ValueTask<MemoryReceipt> RememberAsync(Experience experience, string? key, CancellationToken cancellationToken = default);

    /// <summary>Experiences that resemble a task, successes and failures, best first.</summary>
    ValueTask<ImmutableArray<Experience>> RecallExperiencesAsync(string task, int limit = 8, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ISkillBankGrain.PublishAsync"/>
    ValueTask<SkillBankView> PublishSkillsAsync(IReadOnlyCollection<Skill> skills, string? note = null, CancellationToken cancellationToken = default) =>
        PublishSkillsAsync(skills, note, null, cancellationToken);

    /// <inheritdoc cref="ISkillBankGrain.PublishAsync"/>
    ValueTask<SkillBankView> PublishSkillsAsync(IReadOnlyCollection<Skill> skills, string? note, string? key, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ISkillBankGrain.ChooseAsync"/>
    ValueTask<SkillChoice> ChooseSkillsAsync(string context, int count = 1, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ISkillBankGrain.RewardAsync"/>
    ValueTask<SkillBankView> RewardAsync(SkillChoice choice, double reward, CancellationToken cancellationToken = default) =>
        RewardAsync(choice, reward, null, cancellationToken);

    /// <inheritdoc cref="ISkillBankGrain.RewardAsync"/>
    ValueTask<SkillBankView> RewardAsync(SkillChoice choice, double reward, string? key, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ISkillBankGrain.GetAsync"/>
    ValueTask<SkillBankView> GetSkillsAsync(CancellationToken cancellationToken = default);
}

/// <summary>The secrets of a scope. Their values are in no recall, list, export, log or context.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IVault
{
    /// <inheritdoc cref="IVaultGrain.SetAsync"/>
    ValueTask SetAsync(string name, string value, string? caption = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IVaultGrain.ListAsync"/>
    ValueTask<ImmutableArray<SecretInfo>> ListAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IVaultGrain.GrantAsync"/>
    ValueTask<SecretGrant> GrantAsync(string name, string holder, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IVaultGrain.RevokeAsync"/>
    ValueTask RevokeAsync(string name, string holder, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IVaultGrain.ReadAsync"/>
    ValueTask<SecretValue?> ReadAsync(SecretGrant grant, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IVaultGrain.RemoveAsync"/>
    ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken = default);
}
