using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Index;

namespace AgentGrains.Engine.Learning;

/// <summary>
/// Questions about a made-up conversation whose answers are beyond doubt: what somebody bought, where somebody went and when, said once each among
/// small talk, counter-questions and other people's similar news. A ranking that fails here is wrong, whatever was reported in its favour.
/// </summary>
internal static class PlainQuestions
{
    // A tenant that prefers one kind of record loses a little here; who turns the ranking around loses most of it.
    private const double Loss = 0.1;

    private static readonly string[] People = ["Ann", "Bob", "Carla", "David"];
    private static readonly string[] Things = ["kayak", "violin", "telescope", "sewing machine", "tent", "bicycle", "piano", "camera", "drone", "loom", "canoe", "microscope"];
    private static readonly string[] Places = ["Lisbon", "Oslo", "Kyoto", "Cairo", "Quito", "Dublin", "Perth", "Riga", "Lima", "Ghent", "Bergen", "Naples"];
    private static readonly string[] SmallTalk =
    [
        "How was your week, anything new?", "Not much, work keeps me busy.", "That sounds lovely!", "I know the feeling.", "What are you up to next month?",
        "Same as always, you know me.", "Thanks, that is kind of you.", "Do you remember what we talked about last time?",
    ];

    private static readonly Lazy<IReadOnlyList<RankingExample>> All = new(Make);

    /// <summary>Whether weights answer nearly as well as the shipped ones.</summary>
    public static bool Accept(float[] weights, float[] shipped) => Utility(weights) >= Utility(shipped) - Loss;

    /// <summary>Mean utility of the rankings that weights make, 0 to 1.</summary>
    public static double Utility(float[] weights) => All.Value.Average(example => UtilityReward.Of(example, weights));

    private static List<RankingExample> Make()
    {
        var index = new RecallIndex(null, null, int.MaxValue);
        var questions = new List<(string Text, int Answer)>();
        for (var session = 0; session < Things.Length; session++)
        {
            var day = new DateTimeOffset(2024, 1 + session, 3 + session, 18, 0, 0, TimeSpan.Zero);
            for (var person = 0; person < People.Length; person++)
            {
                var (name, other, thing) = (People[person], People[(person + 1) % People.Length], Things[(session + 5 * person) % Things.Length]);
                Say(other, SmallTalk[(session + person) % SmallTalk.Length]);
                var bought = Say(name, $"I finally bought a {thing}, it was not cheap.");
                Say(other, $"A {thing}? Did you have one before?");
                if (session % 3 == person % 3)
                    questions.Add(($"What did {name} say about buying a {thing}?", bought));
            }

            for (var person = 0; person < People.Length; person++)
            {
                var (name, other, place) = (People[person], People[(person + 1) % People.Length], Places[(session + 7 * person) % Places.Length]);
                var went = Say(name, $"Yesterday I flew to {place} for a few days.");
                Say(other, SmallTalk[(session + 3 * person + 4) % SmallTalk.Length]);
                if (session % 3 == person % 3)
                    questions.Add(($"When did {name} fly to {place}?", went));
            }

            int Say(string speaker, string text) => index.Add(new MemoryRecord
            {
                Id = MemoryId.Create(MemoryType.Episodic, day, index.Count, 1),
                Text = text,
                OccurredAt = day,
                Provenance = new Provenance { Actor = speaker, Session = $"s{session}" },
            });
        }

        return questions.ConvertAll(question => Read(index, question.Text, question.Answer));
    }

    private static RankingExample Read(RecallIndex index, string question, int answer)
    {
        var signals = index.ReadSignals(new SearchQuery(question));
        var features = new float[RankingBasis.Size * signals.Count];   // the bridge's column stays 0
        foreach (var signal in Signals.All)
            signals[signal].CopyTo(features.AsSpan((int)signal * signals.Count));
        return new RankingExample(features, signals.Count, [signals.Ordinals.IndexOf(answer)]);
    }
}
