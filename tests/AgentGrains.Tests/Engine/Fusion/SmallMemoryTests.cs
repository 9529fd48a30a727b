using AgentGrains.Engine.Index;
using Xunit;

namespace AgentGrains.Tests.Engine.Fusion;

/// <summary>The first things that anybody tries: a few sentences, and a question about one of them.</summary>
public sealed class SmallMemoryTests
{
    [Theory]
    [InlineData("Who feeds the cats?", "cats")]
    [InlineData("What is Ann allergic to?", "walnuts")]
    [InlineData("Where is the spare key?", "blue flower pot")]
    [InlineData("From which pier does the ferry leave?", "17:40")]
    [InlineData("Where did Ann move to?", "Lisbon")]
    public void The_one_sentence_that_has_the_questions_words_comes_first(string question, string answer)
    {
        string[] said =
        [
            "I moved from Porto to Lisbon in March.", "I am allergic to walnuts.", "Clara feeds the cats while I am away.",
            "The spare key is under the blue flower pot by the kitchen door.", "The ferry leaves at 17:40 from the new pier.",
        ];

        // Alone, with one more, and so on: the answer and each number of the others.
        for (var others = 0; others < said.Length; others++)
        {
            var index = new RecallIndex();
            var answers = said.Single(text => text.Contains(answer, StringComparison.Ordinal));
            var texts = said.Where(text => text != answers).Take(others).Append(answers).Order(StringComparer.Ordinal).ToList();
            foreach (var text in texts)
                index.Add(Records.Turn(text, "Ann", "monday"));
            Assert.Equal(answers, texts[index.Find(question)[0].Ordinal]);
        }
    }
}
