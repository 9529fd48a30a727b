using System.Globalization;

namespace AgentGrains.Cluster.Tests.Worlds;

/// <summary>One event of a made-up world.</summary>
internal sealed record WorldEvent(DateOnly Date, string Place, string Person, string Deed)
{
    public string Sentence => string.Create(CultureInfo.InvariantCulture, $"{Person} {Deed} in {Place}.");
}

/// <summary>A question with the events that match it; none for what never happened.</summary>
internal sealed record WorldQuestion(string Text, IReadOnlyList<WorldEvent> Matches);

/// <summary>
/// Two hundred events over people, places and deeds, some frequent and most rare, and questions by one or two cues, after the episodic
/// memory benchmark (A. Huet et al. 2025, "Episodic Memories Generation and Evaluation"). The same for the same seed.
/// </summary>
internal sealed class EventWorld
{
    private static readonly string[] People =
        ["Amara", "Boris", "Chloe", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Keiko", "Lucia", "Mateo", "Nadia", "Oskar", "Petra", "Quinn", "Rafael", "Saskia", "Tomas"];

    private static readonly string[] Places =
        ["Lisbon", "Oslo", "Kyoto", "Nairobi", "Quito", "Riga", "Tunis", "Hobart", "Bergen", "Cusco", "Dakar", "Galway", "Izmir", "Jaipur", "Lugano"];

    private static readonly string[] Deeds =
        ["repaired a violin", "planted an orchard", "sold a telescope", "won a chess match", "lost a passport", "painted a mural", "baked a wedding cake",
         "filmed a documentary", "adopted a parrot", "opened a bookshop", "gave a lecture", "rescued a kitten", "signed a treaty", "sang an aria"];

    private readonly Random _random;

    public EventWorld(int seed, int events = 200)
    {
        _random = new Random(seed);
        var day = new DateOnly(2024, 1, 3);
        var taken = new HashSet<(string, string)>();
        while (Events.Count < events)
        {
            var (person, place, deed) = (Pick(People), Pick(Places), Pick(Deeds));
            if (!taken.Add((person + deed, place)))
                continue;
            Events.Add(new WorldEvent(day, place, person, deed));
            day = day.AddDays(1 + _random.Next(3));
        }
    }

    /// <summary>In the order they happened, each on a day of its own.</summary>
    public List<WorldEvent> Events { get; } = [];

    public static IReadOnlyList<string> Everybody => People;

    /// <summary>Questions by two cues or a date, with their matches, at least one each.</summary>
    public IEnumerable<WorldQuestion> Questions(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var about = Events[_random.Next(Events.Count)];
            yield return (i % 4) switch
            {
                0 => Ask($"What did {about.Person} do in {about.Place}?", e => e.Person == about.Person && e.Place == about.Place),
                1 => Ask($"What happened on {Day(about.Date)}?", e => e.Date == about.Date),
                2 => Ask($"Where was it that {about.Person} {about.Deed}?", e => e.Person == about.Person && e.Deed == about.Deed),
                _ => Ask($"Who {about.Deed} in {about.Place}?", e => e.Place == about.Place && e.Deed == about.Deed),
            };
        }
    }

    /// <summary>Questions about what never happened, though everything they name exists: a pair that never met, a day without event.</summary>
    public IEnumerable<WorldQuestion> NeverHappened(int count)
    {
        for (var made = 0; made < count;)
        {
            var (person, place) = (People[_random.Next(People.Length)], Places[_random.Next(Places.Length)]);
            var day = Events[0].Date.AddDays(_random.Next(400));
            var question = made % 2 == 0
                ? Ask($"What did {person} do in {place}?", e => e.Person == person && e.Place == place)
                : Ask($"What did {person} do on {Day(day)}?", e => e.Person == person && Math.Abs(e.Date.DayNumber - day.DayNumber) <= 14);
            if (question.Matches.Count > 0)
                continue;
            made++;
            yield return question;
        }
    }

    private WorldQuestion Ask(string text, Func<WorldEvent, bool> matches) => new(text, [.. Events.Where(matches)]);

    private static string Day(DateOnly date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    // The first of a list are met often, the last seldom.
    private string Pick(string[] from) => from[(int)(from.Length * Math.Pow(_random.NextDouble(), 1.6))];
}
