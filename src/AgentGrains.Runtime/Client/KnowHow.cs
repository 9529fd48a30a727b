using System.Collections.Immutable;
using AgentGrains.Engine.Procedural;

namespace AgentGrains.Runtime.Client;

/// <summary>What a scope has learnt to do, seen from a client. Keys are fixed before the first try, so that a second one cannot do it twice.</summary>
internal sealed class KnowHow(Scope scope, IGrainFactory grains, WriteRetry retry, IMemoryClient client) : IKnowHow
{
    private const int MostTokens = 1_000_000;

    private readonly IProceduralMemoryGrain _memory = grains.GetGrain<IProceduralMemoryGrain>(scope.Key);
    private readonly ISkillBankGrain _bank = grains.GetGrain<ISkillBankGrain>(scope.Key);

    public ValueTask<ImmutableArray<Lesson>> GetLessonsAsync(string role, CancellationToken cancellationToken = default) =>
        CallAsync(_memory, (memory, token) => memory.GetLessonsAsync(role, token), cancellationToken);

    public ValueTask<LessonRevision> ReviseLessonsAsync(string role, IReadOnlyCollection<LessonEdit> edits, string? key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(edits);
        foreach (var edit in edits)
            WireRules.CheckText("text", edit?.Text);
        key ??= NewKey();
        return CallAsync(_memory, (memory, token) => memory.ReviseLessonsAsync(role, key, [.. edits], token), cancellationToken);
    }

    public ValueTask<ImmutableArray<Concept>> LearnAsync(IReadOnlyCollection<Concept> concepts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(concepts);
        return CallAsync(_memory, (memory, token) => memory.LearnAsync([.. concepts], token), cancellationToken);
    }

    public async ValueTask<ImmutableArray<Concept>> SelectConceptsAsync(string problem, int limit = 5, CancellationToken cancellationToken = default) =>
        [.. (await RecallAsync(problem, MemoryKind.Concept, limit, cancellationToken)).Select(record => ConceptText.Read(record.Text)).OfType<Concept>()];

    public ValueTask<MemoryReceipt> RememberAsync(Experience experience, string? key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(experience);
        return client.Scope(scope).RememberAsync(experience.ToDraft(key), cancellationToken);
    }

    public async ValueTask<ImmutableArray<Experience>> RecallExperiencesAsync(string task, int limit = 8, CancellationToken cancellationToken = default) =>
        [.. (await RecallAsync(task, MemoryKind.Case, limit, cancellationToken)).Select(Experience.Of).OfType<Experience>()];

    public ValueTask<SkillBankView> PublishSkillsAsync(IReadOnlyCollection<Skill> skills, string? note, string? key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(skills);
        key ??= NewKey();
        return CallAsync(_bank, (bank, token) => bank.PublishAsync([.. skills], note, key, token), cancellationToken);
    }

    public ValueTask<SkillChoice> ChooseSkillsAsync(string context, int count = 1, CancellationToken cancellationToken = default) =>
        CallAsync(_bank, (bank, token) => bank.ChooseAsync(context, count, token), cancellationToken);

    public ValueTask<SkillBankView> RewardAsync(SkillChoice choice, double reward, string? key, CancellationToken cancellationToken = default)
    {
        key ??= NewKey();
        return CallAsync(_bank, (bank, token) => bank.RewardAsync(choice, reward, key, token), cancellationToken);
    }

    public ValueTask<SkillBankView> GetSkillsAsync(CancellationToken cancellationToken = default) =>
        CallAsync(_bank, static (bank, token) => bank.GetAsync(token), cancellationToken);

    private async ValueTask<IEnumerable<MemoryRecord>> RecallAsync(string query, MemoryKind kind, int limit, CancellationToken cancellationToken) =>
        (await client.RecallAsync(
            scope.Tenant, new RecallRequest { Query = query, Scopes = [scope], Kinds = [kind], Limit = limit, TokenBudget = MostTokens }, cancellationToken))
        .Evidence.Select(evidence => evidence.Record);

    private ValueTask<T> CallAsync<TGrain, T>(TGrain grain, Func<TGrain, CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        TenantContext.Set(scope.Tenant);
        return retry.RunAsync(call, grain, cancellationToken);
    }

    private static string NewKey() => Guid.CreateVersion7().ToString("N");
}
