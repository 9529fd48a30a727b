using System.Collections.Frozen;

namespace AgentGrains.Engine.Consolidation;

/// <summary>What a memory's beliefs say of each name, for <see cref="EntityMerges"/>. Names are folded; values too.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class EntityBook
{
    private const int MostTexts = 200;   // of one name, to be read for another

    private readonly Dictionary<string, Profile> _profiles = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Predicate, string Value), List<(string Name, MemoryId By)>> _facts = [];

    /// <summary>Names that something is said of.</summary>
    public IReadOnlyCollection<string> Names => _profiles.Keys;

    public bool Holds(string name) => _profiles.ContainsKey(name);

    /// <summary>As it was written first.</summary>
    public string NameOf(string name) => _profiles[name].Name;

    /// <param name="subject">Of whom.</param>
    /// <param name="slot">What is said.</param>
    /// <param name="record">By which record.</param>
    /// <param name="value">The value, folded.</param>
    /// <param name="saysName">It says what somebody is called, which tells nobody apart.</param>
    public void Add(string subject, Slot slot, MemoryRecord record, string value, bool saysName)
    {
        if (!_profiles.TryGetValue(subject, out var profile))
            _profiles.Add(subject, profile = new Profile(slot.Subject.Trim()));
        profile.Records++;
        if (saysName)
            return;
        if (profile.Texts.Count < MostTexts)
            profile.Texts.Add($" {string.Join(' ', Words(record.Text))} ");
        profile.Others.Add(value);
        if (slot.MultiValued || record.ValidTo is not null)
            return;
        var predicate = slot.Predicate.Trim().ToLowerInvariant();
        if (!profile.Values.TryGetValue(predicate, out var values))
            profile.Values.Add(predicate, values = []);
        values.Add(value);
        if (!_facts.TryGetValue((predicate, value), out var who))
            _facts.Add((predicate, value), who = []);
        who.Add((subject, record.Id));
    }

    /// <summary>Pairs of names with the facts that both have, and nobody else has.</summary>
    public IEnumerable<(string One, string Other, List<(string Predicate, MemoryId By)> Facts)> Pairs() =>
        from fact in _facts
        let who = fact.Value.DistinctBy(said => said.Name).OrderBy(said => said.Name, StringComparer.Ordinal).ToList()
        where who.Count == 2
        group (fact.Key.Predicate, who[0].By) by (One: who[0].Name, Other: who[1].Name) into pair
        orderby pair.Key.One, pair.Key.Other
        select (pair.Key.One, pair.Key.Other, pair.ToList());

    /// <summary>Whether the first is the name to stay: of more words, then more often used.</summary>
    public bool IsFuller(string one, string other) => (Count(one), _profiles[one].Records, other).CompareTo((Count(other), _profiles[other].Records, one)) > 0;

    /// <summary>Whether some belief is about both: then they are two.</summary>
    public bool AreTogether(string one, string other) => Mentions(one, other) || Mentions(other, one);

    /// <summary>Whether they have different values where only one can hold.</summary>
    public bool Differ(string one, string other, FrozenSet<string>? only) =>
        _profiles.TryGetValue(one, out var left) && _profiles.TryGetValue(other, out var right)
        && left.Values.Any(of => only?.Contains(of.Key) != false && right.Values.TryGetValue(of.Key, out var values) && !values.Overlaps(of.Value));

    private bool Mentions(string one, string other) =>
        _profiles.TryGetValue(one, out var profile)
        && (profile.Others.Contains(other) || profile.Texts.Any(text => Without(text, one, other).Contains($" {other} ", StringComparison.Ordinal)));

    // "Robert" in "Robert Smith" is not a second one.
    private static string Without(string text, string name, string other) =>
        $" {name} ".Contains($" {other} ", StringComparison.Ordinal) ? text.Replace($" {name} ", "  ", StringComparison.Ordinal) : text;

    private static IEnumerable<string> Words(string text) => SentenceReader.Read(text).SelectMany(sentence => sentence.Words).Select(word => word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word);

    private static int Count(string name) => name.Count(c => c == ' ');

    private sealed class Profile(string name)
    {
        public string Name => name;

        public int Records { get; set; }

        public List<string> Texts { get; } = [];

        public HashSet<string> Others { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, HashSet<string>> Values { get; } = new(StringComparer.Ordinal);
    }
}
