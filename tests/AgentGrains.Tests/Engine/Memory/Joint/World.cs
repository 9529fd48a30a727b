namespace AgentGrains.Tests.Engine.Memory.Joint;

/// <summary>Made-up talk in which questions meet every channel: words, names, speakers, dates, neighbours, lists.</summary>
internal static class World
{
    public static readonly string[] Speakers = ["Ann", "Bob", "Will"];

    private static readonly string[] Names = ["Lisbon", "Porto", "Marlow Street", "Aurora", "Nightjar", "old mill", "Dr Osei", "Kestrel", "Blue Door", "Tamsin"];
    private static readonly string[] Days = ["last Friday", "in May 2025", "two weeks ago", "on 3 June 2025", "yesterday", "next summer"];
    private static readonly string[] Words =
        [.. Enumerable.Range(0, 240).Select(i => $"{(char)('b' + i % 19)}{"aeiou"[i % 5]}{(char)('k' + i / 60)}{"aeiou"[i / 5 % 5]}{(char)('b' + i / 12)}")];

    /// <summary>Groups of words that mean nearly the same.</summary>
    public static string[] Related() => [.. Words.Take(120).Chunk(3).Select(group => string.Join(' ', group))];

    public static string Name(Random random) => Names[random.Next(Names.Length)];

    public static string Turn(Random random) => string.Join(' ', Enumerable.Range(0, 4 + random.Next(9)).Select(_ => random.Next(14) switch
    {
        0 => Name(random),
        1 => Days[random.Next(Days.Length)],
        2 => "books",
        _ => Word(random),
    })) + (random.Next(4) == 0 ? "?" : ".");

    public static string Question(Random random) => random.Next(7) switch
    {
        0 => $"Which books has {Speakers[random.Next(3)]} read about {Word(random)} and {Word(random)}?",
        1 => $"When did {Speakers[random.Next(3)]} go to {Name(random)} with {Word(random)}?",
        2 => $"Who told {Name(random)} of {Word(random)} {Days[random.Next(Days.Length)]}?",
        3 => $"What do you know of {Name(random)}?",
        4 => $"{Word(random)} {Word(random)} {Word(random)}",
        5 => $"Where is {Misspelt(random)} and who lives there {Word(random)}?",
        _ => $"{Word(random)} nowhere {Word(random)} {Name(random)}",
    };

    private static string Misspelt(Random random)
    {
        var name = Name(random);
        return name.Length < 6 || random.Next(2) == 0 ? name : name.Remove(4, 1);
    }

    private static string Word(Random random) => Words[(int)(Words.Length * Math.Pow(random.NextDouble(), 2))];
}
