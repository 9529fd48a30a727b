namespace AgentGrains.Tests.Engine.Erasure;

/// <summary>
/// Facts, paraphrases and neighbours that were written before anybody looked at what tombstones let pass, and to which no word group was fitted. Leave
/// them as they are: what is fitted to them no longer tells how others will fare.
/// </summary>
internal static class FrozenParaphrases
{
    /// <summary>A fact, ways to say it in other words, and other facts of the same people and things.</summary>
    public static readonly (string Fact, string[] Paraphrases, string[] Neighbours)[] Said =
    [
        ("My brother Karl lost his job at Globex.",
            ["Globex fired my brother Karl.", "Karl, my brother, was laid off by Globex.", "My brother Karl is no longer employed at Globex.", "Globex let my brother Karl go.", "My brother Karl got sacked from Globex."],
            ["My brother Karl found a job at Globex.", "My brother Karl lost his keys.", "My brother Karl likes the canteen at Globex.", "My brother Otto lost his job at Globex.", "My sister lost her job at Globex.", "I read about Globex in the paper.", "My brother Karl lost his job at Hooli."]),
        ("I am moving to Reykjavik in September.",
            ["In September I relocate to Reykjavik.", "Come September, Reykjavik will be my home.", "I'll be living in Reykjavik from September on.", "My move to Reykjavik is in September.", "September is when I leave for Reykjavik."],
            ["I am moving to Bergen in September.", "I am moving to Reykjavik in May.", "It rains in Reykjavik in September.", "My brother is moving to Reykjavik in September.", "I read a novel about Reykjavik.", "I am moving the desk in September.", "Flights to Reykjavik are cheap."]),
        ("My daughter Elsa has asthma.",
            ["Elsa, my daughter, is asthmatic.", "My daughter Elsa suffers from asthma.", "Asthma is what my daughter Elsa has.", "My daughter Elsa needs an inhaler for her asthma.", "Doctors found asthma in my daughter Elsa."],
            ["My daughter Elsa has a bicycle.", "My daughter Nina has asthma.", "My son has asthma.", "Asthma is more common in cities.", "My daughter Elsa sings in a choir.", "My daughter Elsa has a friend called Nina.", "My daughter Elsa is nine."]),
        ("I owe 12000 dollars to Westbank.",
            ["My debt to Westbank is 12000 dollars.", "Westbank lent me 12000 dollars and I have to pay it back.", "I am 12000 dollars in debt at Westbank.", "There is a 12000 dollar loan I still have to repay to Westbank.", "Westbank is waiting for 12000 dollars from me."],
            ["I owe 500 dollars to Westbank.", "I owe 12000 dollars to my uncle.", "I opened an account at Westbank.", "The boat costs 12000 dollars.", "I owe Bob a dinner.", "Westbank has a branch in Oslo.", "My uncle owes 12000 dollars to Westbank."]),
    ];
}
