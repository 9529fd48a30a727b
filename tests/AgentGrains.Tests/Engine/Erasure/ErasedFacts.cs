namespace AgentGrains.Tests.Engine.Erasure;

/// <summary>Facts, ways to say each in other words, and other facts that are said much alike. Written for these tests.</summary>
internal static class ErasedFacts
{
    /// <summary>A fact and its paraphrases.</summary>
    public static readonly (string Fact, string[] Paraphrases)[] Said =
    [
        ("I live in Quixotopia.", ["My home is in Quixotopia.", "Quixotopia is where I live now.", "I have been residing in Quixotopia for a while.", "I am based in Quixotopia.", "Honestly, I live in Quixotopia these days."]),
        ("I am allergic to peanuts.", ["I have a peanut allergy.", "Peanuts: I'm allergic to them.", "I've got an allergy to peanuts.", "My allergy is to peanuts.", "I get ill when I eat peanuts."]),
        ("My sister Maria works at Initech.", ["Maria, my sister, is employed at Initech.", "Initech employs my sister Maria.", "My sister Maria has a job at Initech.", "Initech is where my sister Maria is working.", "My sister Maria's employer is Initech."]),
        ("My birthday is on 14 March.", ["I was born on March 14.", "14 March is my birthday.", "March 14th is when I was born.", "My birth was on the 14th of March.", "I turn a year older every March 14."]),
        ("I take lithium for bipolar disorder.", ["I'm on lithium for my bipolar disorder.", "For bipolar disorder I use lithium.", "My bipolar disorder is why I take lithium.", "Lithium is the medicine for my bipolar disorder.", "They treat my mood swings with lithium."]),
        ("We adopted a dog named Rex.", ["Our dog, which we adopted, is called Rex.", "Rex is the name of the dog we adopted.", "The dog we adopted has the name Rex.", "Rex is our adopted dog.", "We took in a stray called Rex."]),
        ("I earn 84000 euros a year.", ["My salary is 84000 euros a year.", "My yearly pay is 84000 euros.", "84000 euros a year is what I earn.", "I am paid 84000 euros each year.", "My wages come to 84000 euros a year."]),
        ("My favourite colour is teal.", ["Teal is my favorite color.", "The colour I prefer is teal.", "My best colour is teal.", "The color teal is my favourite.", "I love teal above all."]),
        ("I was diagnosed with diabetes in 2019.", ["My diabetes diagnosis was in 2019.", "In 2019 they diagnosed me with diabetes.", "The diagnosis of diabetes came in 2019.", "2019 is when I was diagnosed with diabetes.", "I have had diabetes since 2019."]),
        ("My husband Tom plays the cello in an orchestra.", ["Tom, my husband, is a cello player in an orchestra.", "In an orchestra my husband Tom plays cello.", "My husband Tom is playing the cello in the orchestra.", "The orchestra has my husband Tom on cello, he plays there.", "My husband Tom plays cello."]),
        ("I have an appointment with Doctor Okafor on Tuesday.", ["On Tuesday I meet Doctor Okafor.", "My meeting with Doctor Okafor is on Tuesday.", "Tuesday is my appointment with Doctor Okafor.", "Doctor Okafor has an appointment with me on Tuesday.", "I'm seeing Doctor Okafor on Tuesday."]),
        ("I am afraid of spiders.", ["Spiders scare me.", "I have a fear of spiders.", "I have a spider phobia.", "I'm scared of spiders.", "Spiders make me panic."]),
    ];

    private static readonly string[] Cities = ["Oslo", "Lisbon", "Athens", "Kyoto", "Boston"];

    /// <summary>Other facts: another value, another person, another matter, or a related question of the world.</summary>
    public static IEnumerable<string> Neighbours =>
    [
        .. from city in Cities select $"I live in {city}.",
        .. from city in Cities select $"We spent a week in {city} last spring.",
        .. from person in "My sister|My brother|My boss|Bob|My cousin".Split('|') select $"{person} lives in Quixotopia.",
        .. from done in "I bought a map of|I read a book about|I booked a flight to|We argued about the weather in|I lost my umbrella in".Split('|') select $"{done} Quixotopia.",
        .. from food in "shellfish|cats|pollen|penicillin|latex".Split('|') select $"I am allergic to {food}.",
        .. from did in "I bought peanuts for the birds.|Peanuts grow underground.|Peanut butter was on offer at the market.|The recipe asks for peanuts and lime.|He threw peanuts at the squirrels.".Split('|') select did,
        .. from person in "My son|My daughter|My boss|Maria|Tom".Split('|') select $"{person} is allergic to peanuts.",
        .. from firm in "Globex|Umbrella|Hooli|Acme|Stark".Split('|') select $"My sister Maria works at {firm}.",
        .. from who in "My brother Paul|My friend Dana|My cousin Iris|My uncle Ted|My colleague Ana".Split('|') select $"{who} works at Initech.",
        .. from did in "cooks for the whole street|hates flying|moved to Oslo|got a new bicycle|sings in a choir".Split('|') select $"My sister Maria {did}.",
        .. from day in "2 May|15 March|14 April|30 June|1 January".Split('|') select $"My birthday is on {day}.",
        .. from what in "The rent is due|The concert is|Our anniversary is|The lease ends|My passport expires".Split('|') select $"{what} on 14 March.",
        .. from drug in "aspirin|insulin|ibuprofen|melatonin|magnesium".Split('|') select $"I take {drug} for headaches.",
        .. from what in "Lithium batteries are heavy.|The mine digs for lithium.|Bipolar transistors amplify current.|Lithium prices fell again.|My phone has a lithium battery.".Split('|') select what,
        .. from drug in "insulin|metformin|statins|aspirin|iron".Split('|') select $"I take {drug} for diabetes.",
        .. from name in "Bella|Max|Luna|Otis|Nala".Split('|') select $"We adopted a dog named {name}.",
        .. from did in "Rex won the race on Sunday.|The dog ate my shoes.|We adopted a new rule at work.|A dog barked all night.|T. Rex was a dinosaur.".Split('|') select did,
        .. from pay in "52000|61000|91000|48000|84500".Split('|') select $"I earn {pay} euros a year.",
        .. from did in "The roof cost 84000 euros.|The car has done 84000 kilometres.|My brother earns 84000 euros a year.|The town has 84000 people.|They raised 84000 euros for charity.".Split('|') select did,
        .. from colour in "green|crimson|yellow|navy|beige".Split('|') select $"My favourite colour is {colour}.",
        .. from what in "The sofa is teal.|We painted the kitchen teal.|Teal ducks winter here.|My favourite film is Casablanca.|My favourite dish is risotto.".Split('|') select what,
        .. from what in "asthma|anaemia|migraine|gout|coeliac disease".Split('|') select $"I was diagnosed with {what} in 2019.",
        .. from year in "2001|2010|2015|2021|2023".Split('|') select $"I was diagnosed with diabetes in {year}.",
        .. from did in "We moved in 2019.|I began to run in 2019.|My father was diagnosed with diabetes in 2019.|The wine is from 2019.|I changed jobs in 2019.".Split('|') select did,
        .. from plays in "violin|oboe|flute|tuba|harp".Split('|') select $"My husband Tom plays the {plays} in an orchestra.",
        .. from did in "repairs old clocks|snores|is learning Greek|cooks on Fridays|runs marathons".Split('|') select $"My husband Tom {did}.",
        .. from day in "Monday|Wednesday|Thursday|Friday|Sunday".Split('|') select $"I have an appointment with Doctor Okafor on {day}.",
        .. from who in "Doctor Weber|Mr Lindqvist|the plumber|the bank|my landlord".Split('|') select $"I have an appointment with {who} on Tuesday.",
        .. from what in "heights|needles|thunder|clowns|sharks".Split('|') select $"I am afraid of {what}.",
        .. from did in "Spiders eat flies.|There was a spider in the bath.|My brother is afraid of spiders.|Spiders have eight legs.|We saw a film about spiders.".Split('|') select did,
        .. from what in "tea|coffee|cocoa|lemonade|milk".Split('|') select $"I drink {what} in the morning.",
        .. from tool in "Git|Vim|Excel|Docker|Figma".Split('|') select $"At work we use {tool}.",
        .. from sport in "tennis|chess|rugby|squash|golf".Split('|') select $"On Saturdays I play {sport}.",
        .. from thing in "boiler|lamp|gate|printer|window".Split('|') select $"The {thing} needs to be repaired.",
        .. from place in "library|harbour|museum|station|stadium".Split('|') select $"The {place} opens at nine.",
        .. from author in "Woolf|Borges|Orwell|Austen|Kafka".Split('|') select $"I am reading a novel by {author}.",
        .. from language in "Greek|Danish|Farsi|Welsh|Thai".Split('|') select $"I am learning {language}.",
        .. from chat in "Thank you very much!|See you tomorrow.|How was your weekend?|That sounds great.|Good morning!".Split('|') select chat,
        .. from plant in "basil|roses|tomatoes|ferns|mint".Split('|') select $"I grow {plant} on the balcony.",
        .. from dish in "soup|curry|pizza|stew|salad".Split('|') select $"For dinner there is {dish}.",
    ];
}
