using System.Collections.Frozen;

namespace AgentGrains.Engine.Segmentation;

/// <summary>Everyday topics and the words that give them away; a set of topics is a bit each.</summary>
internal static class Topics
{
    private const string Lines = """
        home: house flat apartment kitchen bathroom bedroom roof garage basement leak leaking boiler furniture couch sofa landlord rent lease mortgage paint plumber roofer roofers moving boxes unpacking washing machine dishwasher laundry vacuum cleaning ceiling heating power outage transformer
        garden: garden plants tomatoes slugs seeds flowers lawn tree trees compost harvest
        work: job work office boss manager colleague coworker meeting meetings deadline project client company salary promotion promoted reorg team interview resume hired fired laid shift shifts desk department
        study: school class exam exams university college lecture lectures teacher professor thesis homework course grades major degree studying semester study
        family: mother father mom dad parents son daughter kids children baby sister brother cousin aunt uncle grandma grandpa family wife husband wedding married engaged ring
        love: dating date girlfriend boyfriend broke-up relationship crush
        pets: dog cat puppy kitten pet vet leash parrot fish hamster litter
        food: dinner lunch breakfast cook cooking cooked recipe restaurant pasta pizza curry cake bread bakery baking cheese meat vegan vegetarian coffee tea eat eating food burger burgers hungry menu leftovers groceries
        health: doctor dentist hospital sick flu fever surgery knee allergy allergic medicine pills therapy diet headache injury pain sleep cold
        sport: gym run running marathon yoga match game goal football soccer tennis basketball climbing bouldering swim swimming training team workout score league bike cycling
        music: band concert album song songs guitar piano cello bass drums choir sing playlist orchestra gig
        screen: movie film show series season episode netflix cinema actor spoilers watched theater
        books: book novel reading author chapter library pages thriller
        travel: trip flight flights airport hotel vacation holiday passport visa travel traveling beach luggage tickets abroad train visited
        tech: laptop phone computer app code software server bug browser linux windows update password internet wifi deploy slack jenkins
        money: money bank tax taxes loan budget savings invest bill bills insurance
        car: car engine mechanic tire tires brakes driving drive highway battery tow garage gas
        weather: weather rain raining snow snowing storm sunny heat freezing forecast wind
        """;

    private static readonly FrozenDictionary<string, uint> ByWord = Lines.Split('\n', StringSplitOptions.TrimEntries)
        .SelectMany((line, number) => line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..].Split(' ').Select(word => (word, bit: 1u << number)))
        .GroupBy(item => item.word).ToFrozenDictionary(group => group.Key, group => group.Aggregate(0u, (bits, item) => bits | item.bit), StringComparer.Ordinal);

    /// <summary>The topics that a word can be of.</summary>
    public static uint Of(string word) => ByWord.GetValueOrDefault(word);
}
