using System.Globalization;
using Xunit;

namespace AgentGrains.Cluster.Tests.Worlds;

/// <summary>Who did what, where and when, in a world of two hundred events (rows 12 and 40 of the mechanisms).</summary>
public sealed class EventWorldTests
{
    private static readonly Scope Book = Scope.Team("acme", "book");

    [Theory, InlineData(1), InlineData(2)]
    public async Task Events_told_as_data_are_recalled_by_any_cue(int seed)
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var world = new EventWorld(seed);
        await cluster.Memory.Scope(Book).RememberAsync([.. world.Events.Select(Structured)]);
        Assert.InRange(await RecallAsync(cluster, world), 0.95, 1);
        Assert.Equal(0, await FalseAnswersAsync(cluster, world));
        Assert.Equal((0, 0), await StrictAsync(cluster, world));
        await RequireOrderAsync(cluster, world);
    }

    [Theory, InlineData(3), InlineData(4)]
    public async Task Events_told_as_text_are_recalled_by_any_cue(int seed)
    {
        await using var cluster = await MemoryCluster.StartAsync(derives: true);
        var world = new EventWorld(seed);
        MemoryReceipt? last = null;
        foreach (var chapter in world.Events.Select((happened, number) => Told(happened, number)).Chunk(50))
            last = (await cluster.Memory.Scope(Book).RememberAsync(chapter))[^1];
        await cluster.Memory.RecallAsync("acme", new RecallRequest { Query = "anything", Scopes = [Book], Watermark = last!.Watermark }, TestContext.Current.CancellationToken);
        Assert.InRange(await RecallAsync(cluster, world), 0.85, 1);
        Assert.Equal((0, 0), await StrictAsync(cluster, world));
        await RequireOrderAsync(cluster, world);
    }

    private static MemoryDraft Structured(WorldEvent happened) => new()
    {
        Kind = MemoryKind.Event,
        Text = happened.Sentence,
        OccurredAt = new DateTimeOffset(happened.Date, new TimeOnly(12, 0), TimeSpan.Zero),
        Arguments = [new Argument("agent", happened.Person), new Argument("place", happened.Place)],
        Metadata = [Day(happened)],
    };

    // Told later, among other things, by somebody else.
    private static MemoryDraft Told(WorldEvent happened, int number) => new()
    {
        Text = string.Create(CultureInfo.InvariantCulture, $"The morning was grey and nobody was in a hurry. On {happened.Date:d MMMM yyyy} {happened.Sentence} The papers hardly noticed."),
        Actor = "Narrator",
        Session = $"chapter-{number}",
        OccurredAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(number),
        Metadata = [Day(happened)],
    };

    private static MetadataEntry Day(WorldEvent happened) => new("day", happened.Date.ToString("O", CultureInfo.InvariantCulture));

    // Among twice as many records as match, and at least five.
    private static async Task<double> RecallAsync(MemoryCluster cluster, EventWorld world)
    {
        var sum = 0.0;
        foreach (var question in world.Questions(200))
        {
            var found = await DaysAsync(cluster, question.Text, Math.Max(5, 2 * question.Matches.Count));
            sum += question.Matches.Count(match => found.Contains(match.Date)) / (double)question.Matches.Count;
        }

        return sum / 200;
    }

    private static async Task<int> FalseAnswersAsync(MemoryCluster cluster, EventWorld world)
    {
        var answered = 0;
        foreach (var question in world.NeverHappened(100))
            answered += (await cluster.Memory.Scope(Book).RecallAsync(question.Text)).Flags.Contains(RecallRemark.Insufficient) ? 0 : 1;
        foreach (var question in world.Questions(100))
            Assert.DoesNotContain(RecallRemark.Insufficient, (await cluster.Memory.Scope(Book).RecallAsync(question.Text)).Flags);
        return answered;
    }

    // Of a hundred questions each: how many about what never happened were answered, and how many about what did were not.
    private static async Task<(int Answered, int Unanswered)> StrictAsync(MemoryCluster cluster, EventWorld world)
    {
        var (answered, unanswered) = (0, 0);
        foreach (var question in world.NeverHappened(100))
            answered += (await AskStrictlyAsync(cluster, question.Text)).IsEmpty ? 0 : 1;
        foreach (var question in world.Questions(100))
            unanswered += (await AskStrictlyAsync(cluster, question.Text)).IsEmpty ? 1 : 0;
        return (answered, unanswered);
    }

    private static async Task<System.Collections.Immutable.ImmutableArray<Evidence>> AskStrictlyAsync(MemoryCluster cluster, string question)
    {
        var recall = await cluster.Memory.RecallAsync("acme", new RecallRequest { Query = question, Scopes = [Book], Profile = RecallProfile.Strict }, TestContext.Current.CancellationToken);
        Assert.Equal(recall.Evidence.IsEmpty, recall.Flags.Contains(RecallRemark.Insufficient));
        Assert.Equal(recall.Evidence.IsEmpty, recall.Context.Length == 0);
        return recall.Evidence;
    }

    // Everything a person did, in order; the last of it is where the person stands.
    private static async Task RequireOrderAsync(MemoryCluster cluster, EventWorld world)
    {
        foreach (var person in EventWorld.Everybody)
        {
            var truth = world.Events.Where(happened => happened.Person == person).Select(happened => happened.Date).ToList();
            var recall = await cluster.Memory.Scope(Book).RecallAsync($"What did {person} do?", limit: 200, tokenBudget: 20_000);
            var told = recall.Evidence.Select(item => item.Record).Where(record => record.Kind != MemoryKind.Belief && record.Text.Contains(person, StringComparison.Ordinal))
                .OrderBy(record => record.OccurredAt).Select(DayOf).ToList();
            Assert.Equal(truth, told);
        }
    }

    private static async Task<HashSet<DateOnly>> DaysAsync(MemoryCluster cluster, string question, int limit)
    {
        var recall = await cluster.Memory.RecallAsync("acme", new RecallRequest { Query = question, Scopes = [Book], Limit = limit, Kinds = [MemoryKind.Turn, MemoryKind.Event] }, TestContext.Current.CancellationToken);
        return [.. recall.Evidence.Select(item => DayOf(item.Record))];
    }

    private static DateOnly DayOf(MemoryRecord record) =>
        DateOnly.Parse(record.Metadata.Single(entry => entry.Name == "day").Value, CultureInfo.InvariantCulture);
}
