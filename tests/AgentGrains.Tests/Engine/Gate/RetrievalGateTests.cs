using System.Globalization;
using System.Text.Json;
using AgentGrains.Engine.Gate;
using AgentGrains.Tests.Architecture;
using Xunit;

namespace AgentGrains.Tests.Engine.Gate;

/// <summary>The gate on 300 labelled utterances, a third of which nobody looked at while it was made, and on questions of others.</summary>
public sealed class RetrievalGateTests(ITestOutputHelper output)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "AgentGrains.Tests", "Engine", "Gate");

    private static readonly Labelled[] Utterances =
        [.. File.ReadLines(Path.Combine(Folder, "utterances.txt")).Select((line, place) => new Labelled(line[2..], line[0], HeldOut: place % 3 == 2))];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nine_in_ten_utterances_are_told_apart(bool heldOut)
    {
        var asked = Utterances.Where(utterance => utterance.HeldOut == heldOut).ToList();
        Assert.Equal((300, 100), (Utterances.Length, Utterances.Count(utterance => utterance.HeldOut)));
        var hits = asked.Count(utterance => utterance.Needs && Retrieves(utterance.Text));
        var wrong = asked.Where(utterance => utterance.Needs != Retrieves(utterance.Text)).ToList();
        var f1 = 2.0 * hits / (2 * hits + wrong.Count);
        // The held-out part shows its number only.
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"F1 {f1:F3}, {hits} of {asked.Count(utterance => utterance.Needs)} found, {wrong.Count} of {asked.Count} wrong"));
        if (!heldOut)
            wrong.ForEach(utterance => output.WriteLine($"{utterance.Label} {utterance.Text}"));
        Assert.True(f1 >= 0.9, $"F1 is {f1:F3}");
    }

    [Fact]
    public void Chit_chat_hardly_ever_recalls()
    {
        var chat = Utterances.Where(utterance => utterance.Label == 'C').ToList();
        var recalls = chat.Count(utterance => Retrieves(utterance.Text));
        output.WriteLine($"{recalls} of {chat.Count}");
        Assert.InRange(recalls / (double)chat.Count, 0, 0.15);
    }

    [Fact]
    public void Questions_about_conversations_recall()
    {
        var file = Path.Combine(LocomoGuardTests.DataFolder(), "locomo", "locomo-dev.json");
        Assert.SkipUnless(File.Exists(file), $"{file} is not there; set AGENTGRAINS_DATA to the folder that holds locomo/.");
        using var conversations = JsonDocument.Parse(File.ReadAllText(file));
        var questions = conversations.RootElement.EnumerateArray().SelectMany(conversation => conversation.GetProperty("qa").EnumerateArray())
            .Select(question => question.GetProperty("question").GetString()!).ToList();
        var missed = questions.Where(question => !Retrieves(question)).ToList();
        output.WriteLine($"{missed.Count} of {questions.Count} missed, {questions.Count(question => RetrievalGate.Decide(question) == GateDecision.Full)} in full");
        missed.ForEach(output.WriteLine);
        Assert.InRange(missed.Count / (double)questions.Count, 0, 0.01);
    }

    [Fact]
    public void Questions_about_long_memories_recall()
    {
        var file = Path.Combine(LocomoGuardTests.DataFolder(), "longmemeval", "longmemeval_oracle_sample.json");
        Assert.SkipUnless(File.Exists(file), $"{file} is not there; set AGENTGRAINS_DATA to the folder that holds longmemeval/.");
        using var cases = JsonDocument.Parse(File.ReadAllText(file));
        var questions = cases.RootElement.GetProperty("data").EnumerateArray().SelectMany(one => one.GetProperty("questions").EnumerateArray())
            .Select(question => question.GetProperty("question").GetString()!).ToList();
        var missed = questions.Count(question => !Retrieves(question));
        output.WriteLine($"{missed} of {questions.Count} missed");
        Assert.InRange(missed / (double)questions.Count, 0, 0.05);
    }

    [Theory]
    [InlineData("Bob is here", true, GateDecision.Cheap)]
    [InlineData("bob?", true, GateDecision.Full)]
    [InlineData("What did Ann say about my sister?", false, GateDecision.Full)]
    [InlineData("", false, GateDecision.None)]
    [InlineData("   \n", false, GateDecision.None)]
    [InlineData("\uD83D", false, GateDecision.None)]
    [InlineData("Thanks!", false, GateDecision.None)]
    [InlineData("Hey Mel! Good to see you! How have you been?", false, GateDecision.None)]
    [InlineData("Thanks, Ann! Talk to you soon.", false, GateDecision.None)]
    [InlineData("Hey Mel! Which trail did you take?", false, GateDecision.Full)]
    [InlineData("2+2", false, GateDecision.None)]
    [InlineData("Πού μένει η Άννα;", false, GateDecision.Cheap)]
    [InlineData("¿Dónde vive Ana?", false, GateDecision.Full)]
    [InlineData("oleander water schedule", false, GateDecision.Cheap)]
    [InlineData("Continue.", false, GateDecision.Cheap)]
    [InlineData("你好", false, GateDecision.None)]
    public void An_utterance_is_gated(string utterance, bool known, GateDecision decision) => Assert.Equal(decision, RetrievalGate.Decide(utterance, known));

    private static bool Retrieves(string utterance) => RetrievalGate.Decide(utterance) != GateDecision.None;

    private sealed record Labelled(string Text, char Label, bool HeldOut)
    {
        public bool Needs => Label == 'M';
    }
}
