using System.Text;
using AgentGrains.Engine.Analysis;
using Xunit;

namespace AgentGrains.Tests.Engine.Languages;

/// <summary>Other scripts are folded, cut and found as English is.</summary>
[Collection(nameof(MeasuresTheHeap))]
public sealed class LanguageTests
{
    private static readonly string[] Turns =
    [
        "Η γάτα κοιμάται στον καναπέ", "Ο σκύλος κοιμάται στην αυλή", "Πότε φεύγει το πλοίο για τη Νάξο;",
        "Die Straßenbahn fährt über die Brücke", "Der Bus fährt über den Hügel", "Die Größe der Maße ist süß",
        "El corazón de la niña late rápido", "El pingüino camina despacio", "¿Dónde está la estación?",
        "我昨天在北京吃了烤鸭", "我们明天去上海坐高铁", "猫喜欢睡在沙发上",
        "ذهبت إلى السوق مع أحمد", "قرأت الكِتَابَ الجديد في المكتبة", "رقم الغرفة ٤٢٧ في الفندق",
        "🎉🎂 🥳", "👍🏽 done", "❤️🌱", "昨日は東京で寿司を食べました", "내일 서울에서 만나요",
        "plain English about a cat on a sofa", "more English about a tram and a bridge",
    ];

    public static TheoryData<string> Phrases => [.. Turns];

    [Theory]
    [MemberData(nameof(Phrases))]
    public void An_exact_phrase_is_found_first_however_it_is_encoded_or_cased(string text)
    {
        var index = Records.IndexOf([.. Turns.Select(turn => Records.Turn(turn))]);
        foreach (var form in new[] { text, text.ToUpperInvariant(), text.ToLowerInvariant(), text.Normalize(NormalizationForm.FormD), text.Normalize(NormalizationForm.FormKC) })
        {
            var hits = index.Find(form);
            Assert.Equal(text, Turns[hits[0].Ordinal]);
            Assert.Equal(1, hits[0].Coverage, 1e-5);
        }
    }

    [Theory]
    [InlineData("που κοιμαται η γατα;", 0)]
    [InlineData("ΤΗΣ ΓΑΤΑΣ", 0)]
    [InlineData("τους σκύλους", 1)]
    [InlineData("wo fährt die STRASSENBAHN?", 3)]
    [InlineData("groesse oder Grösse?", 5)]
    [InlineData("el corazon de la nina", 6)]
    [InlineData("PINGUINO", 7)]
    [InlineData("donde esta la estacion", 8)]
    [InlineData("北京", 9)]
    [InlineData("烤鸭好吃吗", 9)]
    [InlineData("猫", 11)]
    [InlineData("鸭", 9)]
    [InlineData("الســــوق", 12)]
    [InlineData("مع احمد", 12)]
    [InlineData("الكتاب", 13)]
    [InlineData("غرفة 427", 14)]
    [InlineData("🎂", 15)]
    [InlineData("👍", 16)]
    [InlineData("❤", 17)]
    [InlineData("寿司", 18)]
    [InlineData("서울", 19)]
    public void A_word_is_found_without_its_marks_and_alone(string question, int turn)
    {
        var index = Records.IndexOf([.. Turns.Select(text => Records.Turn(text))]);
        Assert.Equal(turn, index.Find(question)[0].Ordinal);
    }

    [Theory]
    [InlineData("Γιώργος Γιώργου Γιώργο Γιώργε ΓΙΩΡΓΟΣ", "γιωργο")]
    [InlineData("Μαρία Μαρίας ΜΑΡΙΑΣ", "μαρια")]
    [InlineData("Γιάννης Γιάννη", "γιαννη")]
    [InlineData("Κώστας Κώστα", "κωστα")]
    [InlineData("πόλη πόλης πόλεως πόλεις πόλεων", "πολη")]
    [InlineData("πρόγραμμα προγράμματος προγράμματα προγραμμάτων", "προγραμμα")]
    [InlineData("το του της οι ων", "το του τησ οι ων")]
    public void Greek_case_forms_become_one(string forms, string stems)
    {
        var folder = new TextFolder();
        var found = new List<string>();
        foreach (var form in forms.Split(' '))
        {
            var word = folder.Fold(form).ToArray();
            Assert.True(GreekStemmer.IsGreek(word));
            found.Add(word.AsSpan(0, GreekStemmer.Stem(word)).ToString());
        }

        Assert.Equal(stems.Split(' '), found.Distinct());
    }

    [Fact]
    public void A_text_that_ends_in_a_greek_question_mark_is_a_question()
    {
        var index = Records.IndexOf(
            Records.Turn("Πώς λένε τον σκύλο σου;", "Ann", "a"), Records.Turn("Αζόρ", "Bob", "a"), Records.Turn("tea; cake;", "Ann", "b"), Records.Turn("Nothing", "Bob", "b"));
        Assert.True(index.Find("Πώς λένε τον σκύλο").Hit(1).Channels.Asked > 0);
        Assert.Equal(0, index.Find("tea cake").Hit(3).Channels.Asked);
    }

    [Fact]
    public void Greek_names_are_found_as_well_as_english_ones()
    {
        var names = GreekNames.Greek.Select(name => name.Name).Concat(GreekNames.English).ToArray();
        var index = Records.IndexOf([.. names.Select((name, i) => Records.Turn($"Entry {i % 10}") with { CanonicalName = name })]);
        var missed = new List<string>();
        for (var i = 0; i < GreekNames.Greek.Length; i++)
        {
            var (name, genitive) = GreekNames.Greek[i];
            string[] greek = [$"Τι ξέρεις για {name};", $"Πού είναι το σπίτι του {genitive};", $"ΠΟΤΕ ΜΙΛΗΣΑΜΕ ΓΙΑ ΤΗΝ {name.ToUpperInvariant()}", Bare($"ποτε ηρθε το μηνυμα της {genitive}")];
            Ask(greek, i, name);
            var english = GreekNames.English[i];
            Ask([$"What about {english}?", $"Where is {english}'s house?", $"WHEN DID WE TALK ABOUT {english.ToUpperInvariant()}", $"when was the message of {english.ToLowerInvariant()} sent"], names.Length / 2 + i, english);
        }

        Assert.Empty(missed);

        void Ask(string[] questions, int ordinal, string name)
        {
            foreach (var question in questions)
            {
                var hits = index.Find(question);
                if (hits.Count == 0 || hits[0].Ordinal != ordinal || hits[0].Channels.Alias == 0 || hits.Count(hit => hit.Channels.Alias > 0) != 1)
                    missed.Add($"{name}: {question} -> {string.Join(", ", hits.Where(hit => hit.Channels.Alias > 0).Select(hit => names[hit.Ordinal]))}");
            }
        }
    }

    [Fact]
    public void Ten_thousand_questions_in_many_scripts_leave_nothing_behind()
    {
        var index = Records.IndexOf([.. Turns.Select(turn => Records.Turn(turn))]);
        Ask(0, 2_000);
        var (bytes, heap) = (index.Bytes, GC.GetTotalMemory(forceFullCollection: true));
        Ask(2_000, 12_000);

        Assert.Equal(bytes, index.Bytes);

        // What is left behind stays, what others hold comes and goes.
        var grown = Enumerable.Range(0, 20).Min(_ => GC.GetTotalMemory(forceFullCollection: true) - heap);
        Assert.InRange(grown, long.MinValue, 8 * 1024 * 1024);
        GC.KeepAlive(index);

        void Ask(int from, int to)
        {
            for (var i = from; i < to; i++)
                index.Find($"{Turns[i % Turns.Length]} λέξη{i} 词{(char)('一' + i)} كلمة{i} Wörter{i}");
        }
    }

    private static string Bare(string text) =>
        new([.. text.Normalize(NormalizationForm.FormD).Where(c => System.Globalization.CharUnicodeInfo.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.NonSpacingMark)]);
}

/// <summary>Tests that look at the heap of the whole process: no other test runs beside them.</summary>
[CollectionDefinition(nameof(MeasuresTheHeap), DisableParallelization = true)]
public sealed class MeasuresTheHeap;
