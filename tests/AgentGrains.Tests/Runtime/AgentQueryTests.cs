using System.Text;
using AgentGrains.Runtime.Agents;
using CsCheck;
using Xunit;

namespace AgentGrains.Tests.Runtime;

public sealed class AgentQueryTests
{
    private static readonly Gen<string> Word = Gen.Int[0, 6].Select(i => new[] { "tea", "ζεϕύρι", "北京烤鸭", "🌱🌱", "a", " ", "\n" }[i]);

    [Fact]
    public void A_short_message_is_its_own_question() => Assert.Equal(" Where is Ann? ", AgentQuery.Of(" Where is Ann? ", 8192));

    [Fact]
    public void A_long_message_asks_with_its_beginning_and_end()
    {
        var query = AgentQuery.Of($"First words. {string.Join(' ', Enumerable.Repeat("filler", 2_000))} Last words?", 8192);
        Assert.StartsWith("First words. filler", query, StringComparison.Ordinal);
        Assert.EndsWith("filler Last words?", query, StringComparison.Ordinal);
        Assert.All(query.Split([' ', '\n']), word => Assert.Contains(word, (string[])["First", "words.", "filler", "Last", "words?"]));
    }

    [Fact]
    public void Any_message_gives_a_question_within_the_limit() =>
        Gen.Select(Word.Array[1, 400], Gen.Int[4, 3_000]).Sample((words, limit) =>
        {
            var message = string.Join(words.Length % 2 == 0 ? " " : "", words);
            if (string.IsNullOrWhiteSpace(message))
                return;
            var query = AgentQuery.Of(message, limit);
            Assert.False(string.IsNullOrWhiteSpace(query) && message.Length > 0);
            Assert.InRange(new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(query), 1, limit);
            Assert.All(query.Split('\n', StringSplitOptions.RemoveEmptyEntries), part => Assert.Contains(part, message, StringComparison.Ordinal));
        }, iter: 5_000);
}
