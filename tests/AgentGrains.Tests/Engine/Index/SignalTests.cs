using AgentGrains.Engine.Index;
using Xunit;

namespace AgentGrains.Tests.Engine.Index;

/// <summary>Each signal alone, on conversations made for it.</summary>
public sealed class SignalTests
{
    [Fact]
    public void A_rare_word_outranks_a_common_one()
    {
        var index = Records.IndexOf(Records.Turn("tea pottery"), Records.Turn("tea cake"), Records.Turn("tea garden"));
        Assert.Equal(0, index.Find("tea and pottery")[0].Ordinal);
    }

    [Fact]
    public void A_record_with_more_of_the_question_s_words_wins_and_covers_more()
    {
        var index = Records.IndexOf(Records.Turn("the painting hangs here"), Records.Turn("a painting of a sunrise"), Records.Turn("breakfast"));
        var hits = index.Find("sunrise painting");

        Assert.Equal([1, 0], hits.Select(hit => hit.Ordinal));
        Assert.Equal(1, hits[0].Coverage, 1e-6);
        Assert.InRange(hits[1].Coverage, 0.01f, 0.99f);
    }

    [Fact]
    public void An_unheard_word_lowers_coverage()
    {
        var index = Records.IndexOf(Records.Turn("painting"), Records.Turn("breakfast"));
        Assert.InRange(index.Find("painting zeppelin")[0].Coverage, 0.01f, 0.5f);
    }

    [Fact]
    public void Neighbours_lend_their_words_within_the_session_only()
    {
        var index = Records.IndexOf(
            Records.Turn("We adopted a puppy", session: "a"), Records.Turn("He is adorable", session: "a"), Records.Turn("Indeed", session: "b"));
        var hits = index.Find("puppy", 10);

        Assert.Equal([0, 1], hits.Select(hit => hit.Ordinal));
        Assert.True(hits.Hit(1).Channels.Window > 0);
        Assert.True(hits.Hit(1).Channels.Before > 0);
        Assert.Equal(0, hits.Hit(0).Channels.Window);
        Assert.Equal(0, hits.Hit(0).Channels.Before);
    }

    [Fact]
    public void Windows_reach_two_on_either_side_and_three_back()
    {
        var index = Records.IndexOf([.. Enumerable.Range(0, 9).Select(i => Records.Turn(i == 4 ? "zebra" : "filler", session: "a"))]);
        var hits = index.Find("zebra", 20);

        Assert.Equal([2, 3, 5, 6], Enumerable.Range(0, 9).Where(i => hits.Hit(i).Channels.Window > 0));
        Assert.Equal([5, 6, 7], Enumerable.Range(0, 9).Where(i => hits.Hit(i).Channels.Before > 0));
        Assert.All(hits, hit => Assert.True(hit.Channels.Session > 0));
    }

    [Fact]
    public void The_session_about_the_question_is_preferred()
    {
        var index = Records.IndexOf(
            Records.Turn("Lisbon trams", session: "a"), Records.Turn("filler", session: "a"), Records.Turn("filler", session: "a"),
            Records.Turn("nice weather", session: "a"), Records.Turn("nice weather", session: "b"), Records.Turn("dogs", session: "b"));
        Assert.Equal(3, index.Find("weather in Lisbon").Where(hit => hit.Ordinal is 3 or 4).First().Ordinal);
    }

    [Fact]
    public void An_answer_inherits_the_question_before_it()
    {
        var index = Records.IndexOf(
            Records.Turn("What is the name of your dog?", "Bob", "a"), Records.Turn("Rex", "Ann", "a"),
            Records.Turn("My dog sleeps.", "Bob", "b"), Records.Turn("Fine", "Ann", "b"));
        var hits = index.Find("What is the dog called?");

        Assert.True(hits.Hit(1).Channels.Asked > 0);
        Assert.Equal(0, hits.Hit(3).Channels.Asked);
        Assert.True(hits.Hit(1).Score > hits.Hit(3).Score);
        Assert.True(hits.Hit(1).Score > hits.Hit(0).Score);
    }

    [Fact]
    public void The_speaker_the_question_names_is_preferred()
    {
        var index = Records.IndexOf(Records.Turn("I love hiking", "Bob", "a"), Records.Turn("I love hiking", "Ann Smith", "a"), Records.Turn("ok", "Bob", "a"));
        var hits = index.Find("What does Ann love?");

        Assert.Equal(1, hits[0].Ordinal);
        Assert.Equal((1f, 0f), (hits[0].Channels.Speaker, hits.Hit(0).Channels.Speaker));
    }

    [Fact]
    public void Asking_when_prefers_records_that_tell_a_time()
    {
        var index = Records.IndexOf(
            Records.Turn("I ran the race.", "Ann", "a"), Records.Turn("I ran the race yesterday.", "Ann", "a"), Records.Turn("ok", "Ann", "b"));

        Assert.Equal(1, index.Find("When did Ann run the race?")[0].Ordinal);
        Assert.Equal(1, index.Find("How long did the race take?")[0].Ordinal);
    }

    [Fact]
    public void A_date_in_the_question_finds_the_day_and_what_was_told_of_it_later()
    {
        var index = Records.IndexOf(
            Records.Turn("Lunch with Eve", "Ann", "a", Records.Monday), Records.Turn("Lunch with Eve", "Ann", "b", Records.Monday.AddDays(40)),
            Records.Turn("Lunch with Eve on 8 May", "Ann", "c", Records.Monday.AddDays(90)));
        var hits = index.Find("Who had lunch on 8 May 2023?");

        Assert.Equal(1, hits[^1].Ordinal);
        Assert.Equal((1f, 0f, 1f), (hits.Hit(0).Channels.Date, hits.Hit(1).Channels.Date, hits.Hit(2).Channels.Date));
    }

    [Fact]
    public void A_date_alone_finds_what_happened() =>
        Assert.Equal([0], Records.IndexOf(Records.Turn("Lunch", at: Records.Monday), Records.Turn("Tea", at: Records.Monday.AddDays(99)))
            .Find("8 May 2023").Select(hit => hit.Ordinal));

    [Fact]
    public void Neighbouring_words_count_as_a_phrase()
    {
        var index = Records.IndexOf(Records.Turn("york has a new wall"), Records.Turn("a wall in new york"), Records.Turn("nothing"));
        var hits = index.Find("new york");

        Assert.Equal(1, hits[0].Ordinal);
        Assert.Equal((0f, true), (hits.Hit(0).Channels.Phrase, hits[0].Channels.Phrase > 0));
    }

    [Fact]
    public void A_whole_name_finds_its_record_and_the_longest_name_wins()
    {
        var index = Records.IndexOf(
            Records.Turn("The tall tower by the river") with { CanonicalName = "Big Ben", Aliases = ["Elizabeth Tower"] },
            Records.Turn("He repairs clocks") with { CanonicalName = "Ben" },
            Records.Turn("ben ben big big tower tower"));

        Assert.Equal((0, 2f), (index.Find("How tall is BIG ben?")[0].Ordinal, index.Find("How tall is BIG ben?")[0].Channels.Alias));
        Assert.Equal(0f, index.Find("How tall is big ben?").Hit(1).Channels.Alias);
        Assert.Equal(1, index.Find("Is Bén there?")[0].Ordinal);
        Assert.Equal(0, index.Find("elizabeth tower")[0].Ordinal);
        Assert.Equal(0f, index.Find("Elizabeth").Hit(0).Channels.Alias);
    }

    [Fact]
    public void Why_it_matters_is_searched_at_a_lower_weight()
    {
        var index = Records.IndexOf(Records.Turn("No peanuts") with { Why = "severe allergy" }, Records.Turn("severe allergy to cats"), Records.Turn("tea"));
        Assert.Equal([1, 0], index.Find("severe allergy").Select(hit => hit.Ordinal));
    }

    [Theory]
    [InlineData("Η γάτα κοιμάται στον καναπέ")]
    [InlineData("Die Straßenbahn fährt über die Brücke")]
    [InlineData("El corazón de la niña late rápido")]
    [InlineData("我昨天在北京吃了烤鸭")]
    [InlineData("ذهبت إلى السوق مع أحمد")]
    [InlineData("昨日は東京で寿司を食べました")]
    [InlineData("🎉🎂 🥳")]
    [InlineData("Быстрая лиса прыгает")]
    public void Other_languages_are_found_by_their_own_words(string text)
    {
        var index = Records.IndexOf(Records.Turn("plain English"), Records.Turn(text), Records.Turn("more English, 中文 and ελληνικά"));
        foreach (var form in new[] { text, text.ToUpperInvariant(), text.Normalize(System.Text.NormalizationForm.FormD) })
        {
            var hits = index.Find(form);
            Assert.Equal(1, hits[0].Ordinal);
            Assert.Equal(1, hits[0].Coverage, 1e-5);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("the of and")]
    [InlineData("unheard-of")]
    [InlineData("\uD83D")]
    public void A_question_without_a_known_word_finds_nothing(string question) =>
        Assert.Empty(Records.IndexOf(Records.Turn("something", "Ann", "a")).Find(question));

    [Fact]
    public void An_empty_index_finds_nothing() => Assert.Empty(new RecallIndex().Find("anything"));
}
