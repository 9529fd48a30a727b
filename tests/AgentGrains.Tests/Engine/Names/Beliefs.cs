using AgentGrains.Engine.Memory;

namespace AgentGrains.Tests.Engine.Names;

/// <summary>A semantic memory with typed beliefs, and short ways to ask it.</summary>
internal sealed class Beliefs
{
    private static readonly DateTimeOffset Now = Records.Monday;
    private readonly MemoryImage _image = new(Scope.User("acme", "ann"), MemoryType.Semantic);

    public MemoryImage Image => _image;

    public MemoryId Add(string name, string aliases = "", BeliefType type = BeliefType.Fact, string domain = "", bool pinned = false, MemoryId? supersedes = null, BeliefDetails? details = null, string? text = null)
    {
        var draft = new MemoryDraft
        {
            Text = text ?? $"What is known of {name}",
            Kind = MemoryKind.Belief,
            CanonicalName = name,
            Aliases = [.. aliases.Split(';', StringSplitOptions.RemoveEmptyEntries)],
            Pinned = pinned,
            Supersedes = supersedes,
            Belief = (details ?? new BeliefDetails { Type = type }) with { Domains = domain.Length > 0 ? [domain] : [] },
        };
        var decision = _image.State.Decide([draft], Now.AddMinutes(_image.State.Sequence), new MemoryOptions());
        foreach (var operation in decision.Operations)
            _image.Apply(operation);
        return decision.Receipts[0].Id;
    }

    /// <summary>Names of what a precise recall returns.</summary>
    public string[] Ask(string query, params string[] domains) =>
        [.. Search(query, domains).Hits.Select(hit => hit.Record.CanonicalName!)];

    public MemorySearchResult Search(string query, string[]? domains = null, RecallProfile profile = RecallProfile.Precise) =>
        _image.Search(new MemorySearch { Query = query, Limit = 100, Profile = profile, Domains = [.. domains ?? []] }, Now.AddDays(30));
}
