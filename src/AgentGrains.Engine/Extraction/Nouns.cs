using System.Collections.Frozen;

namespace AgentGrains.Engine.Extraction;

/// <summary>Classes of nouns that tell what a sentence is about. Singulars; plurals in -s are found as well.</summary>
internal static class Nouns
{
    /// <summary>Animals that people keep.</summary>
    public static readonly FrozenSet<string> Pets = Set(
        "dog puppy pup cat kitten kitty parrot hamster rabbit bunny horse pony goldfish fish turtle tortoise lizard gecko snake guinea-pig guinea ferret canary budgie "
        + "parakeet cockatiel bird chicken hen duck goat sheep llama alpaca donkey rat mouse mice chinchilla iguana hedgehog axolotl "
        + "retriever labrador lab poodle corgi beagle terrier dachshund husky greyhound bulldog spaniel shepherd collie schnauzer pug mutt tabby siamese goose");

    /// <summary>Children.</summary>
    public static readonly FrozenSet<string> Children = Set("son daughter kid child children baby boy girl twins twin toddler stepson stepdaughter");

    /// <summary>Brothers and sisters.</summary>
    public static readonly FrozenSet<string> Siblings = Set("brother sister sibling half-brother half-sister stepbrother stepsister");

    /// <summary>Durable things whose owning is worth knowing.</summary>
    public static readonly FrozenSet<string> Possessions = Set(
        "house home flat apartment condo cottage cabin farm land car truck van suv motorcycle motorbike scooter bike bicycle e-bike boat sailboat kayak canoe camper rv caravan "
        + "tesla piano guitar violin cello drum telescope camera laptop computer macbook iphone phone tablet ipad console playstation xbox drone printer "
        + "store shop restaurant bakery cafe business company vineyard kiln loom sauna pool hot-tub greenhouse garden lawnmower sewing-machine record-player turntable");

    /// <summary>Instruments, sports and games that one plays.</summary>
    public static readonly FrozenSet<string> Played = Set(
        "guitar bass piano keyboard keys violin viola cello drum flute clarinet oboe saxophone sax trumpet trombone tuba harp banjo ukulele mandolin accordion harmonica organ "
        + "fiddle bagpipes synth percussion double-bass tennis football soccer basketball baseball volleyball rugby cricket hockey golf badminton squash handball "
        + "lacrosse softball pickleball padel table-tennis ping-pong water-polo polo frisbee chess poker bridge go checkers backgammon scrabble darts snooker billiards pool "
        + "bowling dungeons d&d minecraft fortnite tetris mahjong cards");

    /// <summary>What one takes up in one's free time, beside words in -ing.</summary>
    public static readonly FrozenSet<string> Pastimes = Set(
        "pottery yoga pilates chess photography calligraphy karate judo jiu-jitsu taekwondo boxing ceramics origami archery ballet salsa tango crossfit golf tennis "
        + "sourdough sudoku crossword poetry carpentry woodwork embroidery crochet macrame parkour astronomy genealogy watercolor watercolors meditation improv karaoke "
        + "falconry beekeeping surfing bouldering dnd d&d tai-chi capoeira triathlon triathlons geocaching birdwatching cosplay "
        + "paint garden knit sew draw write read hike climb swim run bake cook sing dance ski surf sail fish");

    /// <summary>What somebody can be by trade; compounds end in it.</summary>
    public static readonly FrozenSet<string> Occupations = Set(
        "teacher nurse doctor physician surgeon dentist vet veterinarian paramedic pharmacist therapist psychologist psychiatrist physiotherapist midwife caregiver carer "
        + "engineer developer programmer designer architect analyst scientist researcher technician tester admin administrator consultant manager director lead supervisor "
        + "accountant auditor banker broker economist actuary bookkeeper cashier clerk receptionist secretary assistant lawyer attorney paralegal judge notary "
        + "chef cook baker butcher waiter waitress barista bartender sommelier farmer gardener florist carpenter electrician plumber mechanic welder roofer builder mason painter "
        + "driver pilot captain sailor courier firefighter policeman policewoman officer detective soldier lifeguard journalist reporter editor writer author novelist poet "
        + "translator interpreter librarian archivist curator photographer filmmaker animator illustrator artist sculptor musician singer composer conductor dancer actor actress "
        + "comedian producer professor lecturer tutor coach trainer instructor principal headmaster headteacher biologist chemist physicist geologist astronomer historian archaeologist "
        + "mathematician statistician linguist entrepreneur founder ceo cto cfo realtor agent salesman saleswoman salesperson merchant tailor jeweler hairdresser barber beautician "
        + "janitor cleaner housekeeper babysitter nanny au-pair priest pastor monk rabbi imam diplomat politician mayor senator intern apprentice freelancer contractor recruiter "
        + "marketer copywriter strategist planner optician optometrist radiologist cardiologist neurologist pediatrician oncologist dermatologist counselor paralegal postman mailman "
        + "baker brewer winemaker beekeeper fisherman miner steward stewardess flight-attendant astronaut zookeeper ranger biochemist student stay-at-home-mom stay-at-home-dad");

    /// <summary>Places without a name of their own.</summary>
    public static readonly FrozenSet<string> Places = Set(
        "village town city suburb suburbs countryside country island coast mountains farm downtown outskirts capital province desert");

    /// <summary>Ways of eating.</summary>
    public static readonly FrozenSet<string> Diets = Set("vegetarian vegan pescatarian gluten-free keto paleo halal kosher dairy-free lactose-free");

    /// <summary>What one can give up drinking.</summary>
    public static readonly FrozenSet<string> Drinks = Set("coffee tea alcohol beer wine soda milk cola coke espresso matcha whisky whiskey gin vodka rum booze caffeine juice lemonade energy-drinks");

    /// <summary>True for a member of the class, or its plural.</summary>
    public static bool Has(FrozenSet<string> nouns, string word) =>
        nouns.Contains(word)
        || (word.Length > 3 && word[^1] == 's' && (nouns.Contains(word[..^1]) || (word.EndsWith("ies", StringComparison.Ordinal) && nouns.Contains(word[..^3] + "y"))
            || (word.EndsWith("es", StringComparison.Ordinal) && nouns.Contains(word[..^2]))));

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
