using AgentGrains.Engine.Analysis;
using Xunit;

namespace AgentGrains.Tests.Engine.Analysis;

public sealed class AnalysisTests
{
    [Theory]
    [InlineData("Ann's dogs aren't barking", "ann dog bark")]
    [InlineData("I can’t — won’t — go", "go")]
    [InlineData("They bought two on the 21st", "buy 2 21")]
    [InlineData("1,000 children went to 08:30", "1000 child go 8 30")]
    [InlineData("Café NAÏVE Straße Øre", "cafe naiv strass ore")]
    [InlineData("Ο Οδυσσέας ΟΔΥΣΣΕΑΣ", "ο οδυσσεασ οδυσσεασ")]
    [InlineData("ﬁne x² ①", "fine x 2 1")]
    [InlineData("Jan. and twice", "januari 2")]
    [InlineData("我喜欢猫", "我喜 喜欢 欢猫")]
    [InlineData("猫", "猫")]
    [InlineData("한국어", "한국 국어")]
    [InlineData("كِتَابٌ أحمد", "كتاب احمد")]
    [InlineData("party 🎉!", "parti 🎉")]
    [InlineData("it's just so very there", "")]
    [InlineData("o'clock", "o clock")]
    public void Text_becomes_terms(string text, string terms)
    {
        var found = new List<string>();
        Span<char> term = stackalloc char[TermNormalizer.MaxStemmed];
        var tokens = new Tokenizer(new TextFolder().Fold(text));
        while (tokens.MoveNext())
        {
            if (TermNormalizer.TryNormalize(tokens.Current, tokens.Kind, term, out var length))
                found.Add(term[..length].ToString());
        }

        Assert.Equal(terms.Split(' ', StringSplitOptions.RemoveEmptyEntries), found);
    }

    [Fact]
    public void Stems_are_those_of_snowball_english()
    {
        var pairs = EnglishStems.Pairs.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToArray();
        Assert.True(pairs.Length > 300);
        Assert.All(pairs, pair =>
        {
            var word = pair[0].ToCharArray();
            Assert.Equal(pair[1], new string(word, 0, EnglishStemmer.Stem(word)));
        });
    }

    [Fact]
    public void A_question_teaches_the_vocabulary_nothing()
    {
        var vocabulary = new Vocabulary();
        vocabulary.Learn("barking", TokenKind.Word);
        var bytes = vocabulary.Bytes;

        Assert.Equal(Vocabulary.Unknown, vocabulary.Find("meowing", TokenKind.Word).Term);
        Assert.Equal(Vocabulary.Stop, vocabulary.Find("the", TokenKind.Word).Term);
        Assert.Equal(vocabulary.Learn("barking", TokenKind.Word).Term, vocabulary.Find("barked", TokenKind.Word).Term);
        Assert.Equal(bytes, vocabulary.Bytes);
    }

    [Fact]
    public void Very_long_words_are_cut_and_not_stemmed()
    {
        Span<char> term = stackalloc char[TermNormalizer.MaxStemmed];
        Assert.True(TermNormalizer.TryNormalize(new string('s', 500), TokenKind.Word, term, out var length));
        Assert.Equal(TermNormalizer.MaxStemmed, length);
    }
}
