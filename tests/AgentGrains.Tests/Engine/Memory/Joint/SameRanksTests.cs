using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AgentGrains.Engine.Decay;
using AgentGrains.Engine.Vectors;
using AgentGrains.Tests.Engine.Vectors;
using Xunit;

namespace AgentGrains.Tests.Engine.Memory.Joint;

/// <summary>A log in parts is ranked as it would be in one: the same records, scores, channels and signals, to the last bit.</summary>
public sealed class SameRanksTests
{
    private static readonly string Model = HashingEmbedding.ModelId();
    private static readonly HashingEmbedding Embedding = new();

    [Theory]
    [InlineData(2, false), InlineData(3, false), InlineData(7, false), InlineData(2, true), InlineData(3, true), InlineData(7, true)]
    [InlineData(2, false, true), InlineData(7, false, true), InlineData(3, true, true)]
    public void A_log_that_is_written_changed_and_asked_in_between_ranks_as_in_one_part(int parts, bool vectors, bool words = false)
    {
        var (random, split) = (new Random(parts), new SplitMemory(parts, 420 / parts, words ? new MeaningGroups(knowsAll: true, World.Related()) : null));
        var answers = new HashSet<string>();
        for (var n = 0; n < 420; n++)
        {
            Write(split, random, vectors);
            if (n % 60 == 59)
                RequireSame(split, random, vectors, 12, answers);
        }

        split.Reread();
        RequireSame(split, random, vectors, 120, answers);
        Assert.True(answers.Count > 100, $"only {answers.Count} different answers were compared");
    }

    [Fact]
    public void A_log_of_more_records_than_are_all_candidates_ranks_as_in_one_part()
    {
        var (random, split) = (new Random(11), new SplitMemory(3, 2_200));
        for (var n = 0; n < 6_600; n++)
            split.Remember(Draft(random, n));
        RequireSame(split, random, false, 60, []);
    }

    [Theory, InlineData(2), InlineData(3), InlineData(7)]
    public void Conversations_of_locomo_rank_as_in_one_part(int parts)
    {
        var file = Path.Combine(LocomoGuardTests.DataFolder(), "locomo", "locomo-dev.json");
        Assert.SkipUnless(File.Exists(file), $"{file} is not there; set AGENTGRAINS_DATA to the folder that holds locomo/.");
        using var conversations = JsonDocument.Parse(File.ReadAllText(file));
        foreach (var conversation in conversations.RootElement.EnumerateArray().Take(2))
        {
            var turns = Turns(conversation.GetProperty("conversation")).ToList();
            var split = new SplitMemory(parts, turns.Count / parts);
            foreach (var turn in turns)
                split.Remember(turn);
            foreach (var question in conversation.GetProperty("qa").EnumerateArray())
                RequireSame(split, new MemorySearch { Query = question.GetProperty("question").GetString()!, WithSignals = true });
        }
    }

    private static void Write(SplitMemory split, Random random, bool vectors)
    {
        var (number, any) = (split.Count, split.Count == 0 ? -1 : random.Next(split.Count));
        var isBelieved = any >= 0 && split[any] is { Lineage.RetiredAt: null };
        split.Remember(Draft(random, number), isBelieved && random.Next(12) == 0 ? any : null, random.Next(10) == 0 ? 0.2f : null);
        if (vectors && random.Next(5) > 0)
            split.Change(number, (state, id, now) => state.DecideEmbed([(id, Vector(split[number]!.Text))], now).SingleOrDefault());
        if (any < 0 || split[any] is not { Lineage.RetiredAt: null })
            return;
        switch (random.Next(14))
        {
            case 0:
                split.Change(any, (state, id, now) => state.DecideForget(id, null, now));
                break;
            case 1:
                split.Change(any, (state, id, now) => state.DecideHold(id, "doubted", "guard/1", now));
                if (random.Next(2) == 0)
                    split.Change(any, (state, id, now) => state.DecideRelease(id, "believed", now));
                break;
            case 2 or 3:
                var zone = (MemoryZone)random.Next(4);
                split.Change(any, (state, id, now) => state.Find(id) is { Lineage.RetiredAt: null } record
                    ? state.DecideRetier([new ZoneChange(id, record.Life with { Zone = zone })], ImmutableDictionary<MemoryId, StoredVector>.Empty, now).Single()
                    : null);
                break;
            default:
                break;
        }
    }

    private static void RequireSame(SplitMemory split, Random random, bool vectors, int questions, HashSet<string> answers)
    {
        for (var n = 0; n < questions; n++)
        {
            var search = new MemorySearch
            {
                Query = World.Question(random),
                Limit = random.Next(2) == 0 ? 10 : 40,
                Profile = (RecallProfile)(n % 3),
                Adaptive = random.Next(4) == 0,
                Deep = random.Next(4) == 0,
                WithSignals = random.Next(2) == 0,
                AsOf = random.Next(5) == 0 ? split.Now.AddMinutes(-random.Next(600)) : null,
                ValidAt = random.Next(6) == 0 ? split.Now.AddDays(-random.Next(30)) : null,
                Filter = random.Next(4) switch { 0 => new RecallFilter { Session = $"s{random.Next(20)}" }, 1 => new RecallFilter { Actor = "Ann" }, _ => RecallFilter.None },
            };
            if (vectors && random.Next(4) > 0)
                search = search with { Vector = Asked(search.Query), VectorModel = Model };
            answers.Add(RequireSame(split, search));
        }
    }

    private static string RequireSame(SplitMemory split, MemorySearch search)
    {
        var (one, inParts) = split.Search(search);
        Assert.True(one == inParts, $"{search}\none:\n{one}\nin {split.Parts}:\n{inParts}");
        return one;
    }

    // Sessions are long and reach over the ends of parts.
    private static MemoryDraft Draft(Random random, int n) => new()
    {
        Text = World.Turn(random),
        Actor = World.Speakers[n % World.Speakers.Length],
        Session = random.Next(15) == 0 ? null : $"s{n / 21}",
        OccurredAt = new DateTimeOffset(2025, 1, 1, 8, 0, 0, TimeSpan.Zero).AddHours(n * 5),
        Key = $"turn-{n}",
        CanonicalName = random.Next(9) == 0 ? World.Name(random) : null,
        Aliases = random.Next(9) == 0 ? [World.Name(random)] : [],
        Arguments = random.Next(6) == 0 ? [new Argument("about", World.Name(random))] : [],
        Slot = random.Next(12) == 0 ? new Slot(World.Name(random), "lives in", World.Name(random)) : null,
        ValidTo = random.Next(20) == 0 ? new DateTimeOffset(2026, 2, 20, 0, 0, 0, TimeSpan.Zero) : null,
    };

    private static StoredVector Vector(string text) => VectorCodec.Quantize(Asked(text).AsSpan(), Model);

    private static ImmutableArray<float> Asked(string text)
    {
        var vector = new float[HashingEmbedding.DefaultDimension];
        Assert.True(Embedding.TryEmbed(text, vector));
        return [.. vector];
    }

    private static IEnumerable<MemoryDraft> Turns(JsonElement conversation)
    {
        for (var session = 1; conversation.TryGetProperty($"session_{session}_date_time", out var date); session++)
        {
            if (!conversation.TryGetProperty($"session_{session}", out var said))
                continue;
            var at = DateTime.ParseExact(date.GetString()!, "h:mm tt 'on' d MMMM, yyyy", CultureInfo.InvariantCulture);
            foreach (var turn in said.EnumerateArray())
            {
                yield return new MemoryDraft
                {
                    Text = turn.GetProperty("text").GetString()!,
                    Actor = turn.GetProperty("speaker").GetString(),
                    Session = $"session_{session}",
                    OccurredAt = new DateTimeOffset(at, TimeSpan.Zero),
                    Key = turn.GetProperty("dia_id").GetString(),
                };
            }
        }
    }
}
