using System.Collections.Frozen;

namespace AgentGrains.Engine.Gate;

/// <summary>The words the gate goes by. English; other languages pass by their question marks.</summary>
internal static class GateWords
{
    /// <summary>Written with a capital and no names of people or places.</summary>
    public static readonly FrozenSet<string> Capitalised = Set(
        "january february march april may june july august september october november december monday tuesday wednesday thursday friday "
        + "saturday sunday english german french spanish italian japanese chinese greek arabic portuguese russian python java javascript sql css html ascii "
        + "mr mrs ms dr god christmas easter");

    public static readonly FrozenSet<string> Contractions = Set(
        "it's that's what's who's where's when's how's there's here's let's he's she's why's this's everything's something's");

    public static readonly FrozenSet<string> Openers = Set(
        "what what's whats wat who who's whos whom whose when when's whens where where's wheres wher which why how how's hows is are am was were do does did has have had "
        + "can could will would should shall may might isn't aren't wasn't don't doesn't didn't haven't hasn't any anything");

    /// <summary>What a request begins with out of politeness.</summary>
    public static readonly FrozenSet<string> Polite = new[] { "can you", "could you", "would you", "will you", "can u" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What a question may begin with before its question word.</summary>
    public static readonly FrozenSet<string> Fillers = Set("so and but also hey hi hello well ok okay oh um please then now wait");

    /// <summary>Auxiliaries that a subject follows.</summary>
    public static readonly FrozenSet<string> BeforeSubjects = Set("did does do has had would will could should might");

    /// <summary>Possession by those who speak.</summary>
    public static readonly FrozenSet<string> Mine = Set("my mine our ours");

    public static readonly FrozenSet<string> Me = Set("i me we us i'm i've i'd we're we've we'd myself ourselves");

    public static readonly FrozenSet<string> ThirdPersons = Set("he she they him her his their them she's he's they're");

    /// <summary>Point to what was before.</summary>
    public static readonly FrozenSet<string> Past = Set(
        "again remember remeber rember remind recall forgot forget forgotten usual usually normally earlier previous previously already ago yesterday "
        + "last mentioned continue promised discussed decided agreed recommended suggested reported told");

    public static readonly string[] PastPhrases =
    [
        "left off", "so far", "where were we", "the other day", "as before", "used before", "been before", "we used", "the same", "you said", "i said", "she said", "he said",
        "i gave", "you gave", "we had", "we talked", "i sent", "used to", "to-do", "based on", "you know of", "you know what", "ever fix", "since then", "any news", "for me", "still",
    ];

    public static readonly FrozenSet<string> Times = Set(
        "yesterday today tonight tomorrow week weekend month year morning monday tuesday wednesday thursday friday saturday sunday january february "
        + "march april june july august september october november december spring summer autumn winter christmas anniversary birthday deadline schedule when when's");

    /// <summary>Nouns that, with "the", mean one that both sides know of.</summary>
    public static readonly FrozenSet<string> Shared = Set(
        "meeting project plan trip party appointment flight hotel interview report contract invoice budget deadline schedule migration release "
        + "deploy deployment bug ticket team client customer supplier landlord plumber doctor dentist vet insurance office house flat apartment garden kitchen "
        + "car bike cat dog cats dogs kids twins baby wedding concert barbecue dinner film movie book song recipe gift present surprise photo notes note call session vote "
        + "outcome pricing policy story password wifi gate code key keys address number milk fridge ladder test exam course grant thesis coach neighbour neighbor boss wife husband "
        + "mum mom dad mother father sister brother son daughter uncle aunt grandmother grandfather friend friends playlist thermostat table offer offers");

    /// <summary>Begin requests that carry what they need.</summary>
    public static readonly FrozenSet<string> SelfContained = Set(
        "translate convert calculate compute solve define spell explain write generate create draw count name sort rephrase fix correct draft "
        + "summarise summarize turn roll flip suggest give tell make list sing help");

    /// <summary>Begin requests to act on something of the speaker's.</summary>
    public static readonly FrozenSet<string> Commands = Set("book order call send play find set update rewrite compare pick remind look buy show check schedule cancel reply email text");

    /// <summary>Begin questions about the world.</summary>
    public static readonly string[] WorldOpenings =
    [
        "how do i", "how do you say", "how to", "how does a", "how does the", "how do", "what is a", "what is an", "what is the capital", "what is the square", "what is the formula", "what is the boiling",
        "what is the chemical", "what's the difference", "what is the difference", "what's the plural", "what's the meaning", "what does the word", "what are the ingredients",
        "who wrote", "who invented", "who painted", "who discovered", "who is the author", "who is the president", "how many days are in", "how many grams", "how tall is", "how far is", "how big is", "how old is the",
        "what year did", "when was the", "what language", "what time zone", "what rhymes", "whats the population", "what's the population", "what is the population", "what's the weather", "why is the", "why are", "why do", "why does the",
        "is a", "is an", "is it safe", "which is larger", "which is bigger",
    ];

    /// <summary>Show that a request carries what it is about.</summary>
    public static readonly string[] WorldPhrases =
        ["the following", "this sentence", "in simpler", "like i'm five", "a joke", "a riddle", "fun fact", "synonyms"];

    /// <summary>A name after one of these is whom the greeting is for.</summary>
    public static readonly FrozenSet<string> Greetings = Set("hi hello hey hiya yo good thanks thank thx cheers bye goodbye congrats congratulations welcome sorry ok okay wow great nice dear");

    /// <summary>What is left of these says nothing.</summary>
    public static readonly FrozenSet<string> SmallTalk = Set(
        "hi hello hey hiya yo there good morning afternoon evening night day thanks thank thx tysm ty cheers ok okay k yes yeah yep yup no nope nah sure lol haha hehe hahaha "
        + "wow cool nice great awesome amazing perfect fine well perfectly exactly so much very really totally a an lot the for your you you're are i i'm am and see bye goodbye later soon care take "
        + "welcome sorry bad my hmm hm um uh oh ah congratulations congrats luck happy new year please brb gtg one job funny that that's this is was it it's sounds makes sense agree agreed "
        + "helpful appreciate kind love problem all at no not of course have to meet never mind what needed help with go on why me too we let's get started back how how's doing today going up what's whats "
        + "who name robot bot human question ask something can may could do talk hope weekend glad right got long time been guys");

    public static readonly string[] SmallTalkQuestions =
    [
        "how are you", "how's it going", "hows it going", "what's up", "whats up", "who are you", "what's your name", "what is your name", "are you a", "can you help me", "can i ask", "may i ask",
        "i have a question", "how have you been", "what can you do", "are you there",
    ];

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
