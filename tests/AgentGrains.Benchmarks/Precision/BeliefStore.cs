using System.Text.Json;

namespace AgentGrains.Benchmarks.Precision;

/// <summary>The benchmark's beliefs, remembered as ordinary drafts of each user's scope.</summary>
internal sealed class BeliefStore(IMemoryClient memory, string tenant)
{
    private const string Everywhere = "user:universal";

    private readonly Dictionary<string, (MemoryDraft Draft, string User, MemoryId Id)> _beliefs = [];

    public Scope Scope(string user) => AgentGrains.Scope.Parse(tenant, $"user:{user}");

    /// <summary>Remembers a seed: what was replaced first, so that its successor can supersede it.</summary>
    public async Task SeedAsync(JsonElement seed)
    {
        var beliefs = seed.EnumerateArray().ToDictionary(Name);
        var replaced = beliefs.Values.Where(belief => Text(belief, "superseded_by") is not null).ToLookup(belief => Text(belief, "superseded_by")!);
        var done = new HashSet<string>();
        foreach (var belief in beliefs.Values)
            await RememberAsync(belief);

        async Task RememberAsync(JsonElement belief)
        {
            if (!done.Add(Name(belief)))
                return;
            foreach (var earlier in replaced[Name(belief)])
                await RememberAsync(earlier);
            await AddAsync(belief, [.. replaced[Name(belief)].Select(Name)]);
        }
    }

    /// <summary>Remembers one belief in the place of others.</summary>
    public async Task AddAsync(JsonElement belief, IReadOnlyList<string> replaces)
    {
        var user = Text(belief, "user_id")!;
        var draft = Draft(belief) with { Supersedes = replaces.Count > 0 ? _beliefs[replaces[0]].Id : null };
        foreach (var other in replaces.Skip(1))
            await memory.Scope(Scope(user)).ForgetAsync(_beliefs[other].Id);
        _beliefs[Name(belief)] = (draft, user, (await memory.Scope(Scope(user)).RememberAsync(draft)).Id);
    }

    /// <summary>Gives a belief more names.</summary>
    public async Task AddAliasesAsync(string name, IEnumerable<string> aliases)
    {
        var (draft, user, id) = _beliefs[name];
        draft = draft with { Aliases = [.. draft.Aliases.Concat(aliases).Distinct()], Supersedes = id };
        _beliefs[name] = (draft, user, (await memory.Scope(Scope(user)).RememberAsync(draft)).Id);
    }

    /// <summary>The benchmark's name of a record.</summary>
    public static string NameOf(MemoryRecord record) => record.Metadata.Single(entry => entry.Name == "belief").Value;

    private static MemoryDraft Draft(JsonElement belief) => new()
    {
        Text = Text(belief, "content")!,
        Why = Text(belief, "why_it_matters"),
        Kind = MemoryKind.Belief,
        CanonicalName = Text(belief, "canonical_name"),
        Aliases = [.. belief.GetProperty("aliases").EnumerateArray().Select(alias => alias.GetString()!)],
        Pinned = belief.GetProperty("pinned").GetBoolean(),
        Confidence = belief.GetProperty("confidence").GetSingle(),
        Status = Text(belief, "epistemic_status") switch { "exploratory" => EpistemicStatus.Exploratory, "inferred" => EpistemicStatus.Inferred, _ => EpistemicStatus.Active },
        Metadata = [new MetadataEntry("belief", Name(belief))],
        Belief = new BeliefDetails
        {
            Type = Enum.Parse<BeliefType>(Text(belief, "type")!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
            Subtype = Text(belief, "subtype"),
            Domains = [.. belief.GetProperty("scope").EnumerateArray().Select(scope => scope.GetString()!).Where(scope => scope != Everywhere)],
            UserEdited = belief.GetProperty("user_edited").GetBoolean(),
            ResolvedAt = Text(belief, "resolved_at") is { } at ? DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture) : null,
        },
    };

    private static string Name(JsonElement belief) => Text(belief, "_id")!;

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
