using System.Collections.Immutable;
using AgentGrains.Engine.Memory;
using Xunit;

namespace AgentGrains.Tests.Engine.Memory;

/// <summary>Answers as of a time are those that were given then, whatever was written since; forgotten records alone are gone from the past too.</summary>
public sealed class AsOfPropertyTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");
    private static readonly string[] Cities = ["Oslo", "Rome", "Lima", "Bonn", "Kyiv", "Cork"];

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8)]
    public void Answers_as_of_a_time_equal_those_recorded_live(int seed)
    {
        var random = new Random(seed);
        var image = new MemoryImage(Ann, MemoryType.Semantic);
        var now = Records.Monday;
        var live = new List<(DateTimeOffset At, Answers Given)>();
        var forgotten = new HashSet<MemoryId>();
        var current = new List<MemoryId>();
        for (var step = 0; step < 120; step++)
        {
            now = now.AddMinutes(1 + random.Next(600));
            if (current.Count > 0 && random.Next(12) == 0)
            {
                var id = current[random.Next(current.Count)];
                image.Apply(image.State.DecideForget(id, null, now)!);
                current.Remove(id);
                forgotten.Add(id);
            }
            else
            {
                Remember(image, random, now, current);
            }

            live.Add((now, Answers.Of(image, null, now)));
        }

        var end = now.AddDays(1_000);
        foreach (var (at, given) in live)
            Assert.Equal(given.Without(forgotten), Answers.Of(image, at, end));
    }

    [Theory]
    [InlineData("2023-05-20", "Oslo")]   // as the world was
    [InlineData("2023-06-01", "Rome")]   // a value holds from its first instant
    [InlineData("2023-07-01", null)]     // and ends before its last
    [InlineData("2023-04-30", null)]
    public void What_held_in_the_world_is_told_apart_from_what_was_known(string validAt, string? city)
    {
        var image = new MemoryImage(Ann, MemoryType.Semantic);
        Apply(image, Records.Monday, Lives("Oslo") with { ValidFrom = Date("2023-05-01"), ValidTo = Date("2023-06-01") });
        Apply(image, Records.Monday.AddDays(300), Lives("Rome") with { ValidFrom = Date("2023-06-01"), ValidTo = Date("2023-07-01") });
        var late = Records.Monday.AddDays(400);
        var search = new MemorySearch { Query = "Where does Ann live?", Limit = 10, ValidAt = Date(validAt) };
        Assert.Equal(city is null ? [] : [city], image.Search(search, late).Hits.Select(hit => hit.Record.Slot!.Value));

        // Rome was not known before it was told.
        var early = image.Search(search with { AsOf = Records.Monday.AddDays(200) }, late).Hits.Select(hit => hit.Record.Slot!.Value);
        Assert.Equal(city == "Oslo" ? ["Oslo"] : [], early);
    }

    private static void Remember(MemoryImage image, Random random, DateTimeOffset now, List<MemoryId> current)
    {
        var draft = Lives(Cities[random.Next(Cities.Length)]) with
        {
            ValidFrom = random.Next(4) == 0 ? now.AddDays(random.Next(20) - 10) : null,
            Pinned = random.Next(8) == 0,
        };
        if (draft.ValidFrom is { } from && random.Next(2) == 0)
            draft = draft with { ValidTo = from.AddDays(1 + random.Next(10)) };
        var replaced = current.Count > 0 && random.Next(2) == 0 ? current[random.Next(current.Count)] : (MemoryId?)null;
        current.Add(Apply(image, now, draft with { Supersedes = replaced }));
        if (replaced is { } id)
            current.Remove(id);
    }

    private static MemoryDraft Lives(string city) => new() { Kind = MemoryKind.Belief, Text = $"Ann lives in {city}", Slot = new Slot("Ann", "lives in", city) };

    private static DateTimeOffset Date(string date) => DateTimeOffset.Parse(date + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    private static MemoryId Apply(MemoryImage image, DateTimeOffset now, MemoryDraft draft)
    {
        var decision = image.State.Decide([draft], now, new MemoryOptions());
        foreach (var operation in decision.Operations)
            image.Apply(operation);
        return decision.Receipts[0].Id;
    }

    /// <summary>What was found by every way to ask, as ids and values in no order.</summary>
    private sealed record Answers(ImmutableSortedSet<string> Found, ImmutableSortedSet<string> Resolved)
    {
        public static Answers Of(MemoryImage image, DateTimeOffset? asOf, DateTimeOffset now)
        {
            var search = new MemorySearch { Query = "Where does Ann live?", Limit = 500, AsOf = asOf };
            var form = new ResolveRequest { Scopes = [Ann], Fields = [new FormField { Name = "city", Many = true }], AsOf = asOf };
            return new Answers(
                [.. image.Search(search, now).Hits.Select(hit => $"{hit.Record.Id} {hit.Record.Text}")],
                [.. image.FindSlots(form, now).Select(match => $"{match.Record.Id} {match.Record.Slot!.Value}")]);
        }

        public Answers Without(HashSet<MemoryId> ids) => new(
            [.. Found.Where(found => !ids.Any(id => found.StartsWith(id.ToString(), StringComparison.Ordinal)))],
            [.. Resolved.Where(found => !ids.Any(id => found.StartsWith(id.ToString(), StringComparison.Ordinal)))]);

        public bool Equals(Answers? other) => other is not null && Found.SetEquals(other.Found) && Resolved.SetEquals(other.Resolved);

        public override int GetHashCode() => HashCode.Combine(Found.Count, Resolved.Count);
    }
}
