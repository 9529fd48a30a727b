using AgentGrains.Inference.Cascade;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AgentGrains.Tests.Inference.Cascade;

/// <summary>The cascade against a strong model alone, on queries nobody tuned it with.</summary>
public sealed class CascadeTests
{
    private const int Queries = 2000;

    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(1, 0.7)]
    [InlineData(2, 0.9)]
    [InlineData(3, 0.9)]
    public async Task Two_fifths_of_the_strong_models_calls_are_saved_at_the_same_recall(int seed, double vagueness)
    {
        var (calls, world) = (0, new CascadeWorld(seed).Build());
        var cascade = new EmbeddingCascade(CascadeWorld.Model(world.Cheap), CascadeWorld.Model(world.Strong, () => calls++), new CascadeOptions(), _clock);
        var (hits, hitsAlone) = (0, 0);
        var random = new Random(seed);
        for (var n = 0; n < Queries; n++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(20));
            var document = random.Next(CascadeWorld.Documents);
            var query = CascadeWorld.Query(document, n, vagueness);
            var answer = await AskAsync(cascade, world, query);
            hits += answer.Found.Contains(document) ? 1 : 0;
            hitsAlone += world.Search(world.Strong(query), 10).Contains(document) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"recall@10 {hits / (double)Queries:0.0000} against {hitsAlone / (double)Queries:0.0000}; {1 - calls / (double)Queries:0.000} of the calls saved");
        Assert.True(calls <= 0.6 * Queries, $"{calls} calls");
        Assert.True(hits >= hitsAlone - 0.01 * Queries, $"{hits} of {hitsAlone}");
    }

    [Fact]
    public async Task A_draft_that_knows_nothing_of_the_strong_models_space_is_not_believed()
    {
        var world = new CascadeWorld(8).Build();
        var other = new CascadeWorld(1234);
        var cascade = new EmbeddingCascade(CascadeWorld.Model(other.Cheap), CascadeWorld.Model(world.Strong), new CascadeOptions(), _clock);
        var believed = 0;
        for (var n = 0; n < 1000; n++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(20));
            var answer = await AskAsync(cascade, world, CascadeWorld.Query(n * 7 % CascadeWorld.Documents, n, 0.7));
            believed += answer.Exit == CascadeExit.Draft ? 1 : 0;
        }

        Assert.InRange(believed, 0, 20);
    }

    [Fact]
    public async Task A_map_that_knows_its_few_pairs_by_heart_does_not_believe_itself_on_others()
    {
        // Fewer pairs than the draft has dimensions: the map fits each exactly, and knows nothing of a new query.
        var world = new CascadeWorld(8).Build();
        var cascade = new EmbeddingCascade(
            (text, _) => new(Noise(text, 256)), (text, _) => new(world.Strong(text)), new CascadeOptions { WarmUp = 50, AverageShare = 1, PeakPerSecond = 1000 }, _clock);
        var believed = 0;
        for (var n = 0; n < 150; n++)
        {
            // Most is found by words, whatever the vector is: so drafts that are verified seem right.
            var answer = await cascade.SearchAsync(
                CascadeWorld.Query(n * 7 % CascadeWorld.Documents, n, 0.7),
                vector => ValueTask.FromResult<IReadOnlyList<int>>([-1, -2, -3, -4, -5, -6, -7, .. world.Search(vector, 3)]), static found => found, TestContext.Current.CancellationToken);
            believed += answer.Exit == CascadeExit.Draft ? 1 : 0;
        }

        Assert.InRange(believed, 0, 5);

        static float[] Noise(string text, int dimensions)
        {
            var random = new Random(text.Aggregate(17, static (hash, letter) => unchecked(31 * hash + letter)));
            return [.. Enumerable.Range(0, dimensions).Select(_ => (float)(random.NextDouble() - 0.5))];
        }
    }

    [Fact]
    public async Task A_strong_model_that_is_away_leaves_the_drafts_answer_once_the_map_is_warm_and_is_an_error_before()
    {
        var (isAway, world) = (true, new CascadeWorld(2).Build());
        var strong = CascadeWorld.Model(world.Strong, () => { if (isAway) throw new HttpRequestException("The model is away."); });
        var cascade = new EmbeddingCascade(CascadeWorld.Model(world.Cheap), strong, new CascadeOptions { Explore = 1, AverageShare = 1, PeakPerSecond = 1000 }, _clock);
        await Assert.ThrowsAsync<HttpRequestException>(async () => await AskAsync(cascade, world, CascadeWorld.Query(1, 1, 0.7)));
        isAway = false;
        for (var n = 0; n < 400; n++)
            await AskAsync(cascade, world, CascadeWorld.Query(n % CascadeWorld.Documents, n, 0.7));
        isAway = true;
        var hits = 0;
        for (var n = 0; n < 100; n++)
        {
            var answer = await AskAsync(cascade, world, CascadeWorld.Query(n, 1000 + n, 0.7));
            Assert.Equal(CascadeExit.Unreachable, answer.Exit);
            hits += answer.Found.Contains(n) ? 1 : 0;
        }

        Assert.True(hits >= 70, $"{hits} of 100");
        Assert.Equal(400, cascade.Pairs);
    }

    [Fact]
    public async Task A_text_without_direction_teaches_the_map_nothing()
    {
        var cascade = new EmbeddingCascade((_, _) => new([0f, 0f]), (_, _) => new([1f, 0f, 0f]), new CascadeOptions(), _clock);
        var answer = await cascade.SearchAsync("?", static vector => ValueTask.FromResult(vector), static found => found, TestContext.Current.CancellationToken);
        Assert.Equal((CascadeExit.Target, 0), (answer.Exit, cascade.Pairs));
        Assert.Equal([1f, 0f, 0f], answer.Found);
    }

    [Fact]
    public void The_map_brings_the_drafts_results_nearer_to_the_strong_models_and_recovers_from_a_drift()
    {
        var world = new CascadeWorld(5).Build();
        var map = new SpaceMap(48, 64, new CascadeOptions().Memory);
        var (before, after, drifted) = (Run(0, 1000), 0.0, 0.0);
        world.Turn(99);
        drifted = Run(1000, 20);
        Run(1020, 280);
        after = Run(1300, 200);

        TestContext.Current.TestOutputHelper?.WriteLine($"top-10 agreement {before:0.000}, {drifted:0.000} just after the drift, {after:0.000} after 300 pairs; {map.Drifts} drifts noticed");
        Assert.True(drifted < before - 0.3, "The drift changed nothing: the test has lost its teeth.");
        Assert.True(after > before - 0.03);
        Assert.Equal(1, map.Drifts);

        // Agreement over the last half of the queries.
        double Run(int first, int count)
        {
            var (sum, counted) = (0.0, 0);
            for (var n = first; n < first + count; n++)
            {
                var query = CascadeWorld.Query(n * 7 % CascadeWorld.Documents, n);
                var (draft, target) = (world.Cheap(query), world.Strong(query));
                if (n >= first + count / 2)
                {
                    sum += world.Search(map.Map(draft), 10).Intersect(world.Search(target, 10)).Count() / 10.0;
                    counted++;
                }

                map.Observe(draft, target);
            }

            return sum / counted;
        }
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.6)]
    public void The_average_holds_whatever_the_queries_are_like(double share)
    {
        var gate = new CascadeGate(new CascadeOptions { AverageShare = share, PeakPerSecond = 1000 });
        var random = new Random(4);
        var asked = 0;
        for (var n = 0; n < 10_000; n++)
        {
            // All of them unsure, and worse in the middle.
            var overlap = 0.7 * random.NextDouble() * (n is > 3000 and < 6000 ? 0.5 : 1);
            asked += gate.Decide(overlap, isWarm: true, random.NextDouble(), TimeSpan.FromMilliseconds(10 * n)) == CascadeExit.Target ? 1 : 0;
        }

        Assert.InRange(asked / 10_000.0, 0.95 * share, 1.05 * share);
    }

    [Fact]
    public void The_peak_is_never_passed()
    {
        var gate = new CascadeGate(new CascadeOptions { AverageShare = 1, PeakPerSecond = 10 });
        var asked = new List<TimeSpan>();
        for (var n = 0; n < 5000; n++)
        {
            var now = TimeSpan.FromMilliseconds(n);
            if (gate.Decide(0, isWarm: n > 100, 1, now) == CascadeExit.Target)
                asked.Add(now);
        }

        // A full bucket and what a second brings.
        Assert.All(asked, at => Assert.InRange(asked.Count(other => other >= at && other < at + TimeSpan.FromSeconds(1)), 0, 20));
        Assert.InRange(asked.Count, 50, 60);
    }

    private static ValueTask<CascadeAnswer<IReadOnlyList<int>>> AskAsync(EmbeddingCascade cascade, CascadeWorld world, string query) =>
        cascade.SearchAsync(query, vector => ValueTask.FromResult(world.Search(vector, 10)), static found => found, TestContext.Current.CancellationToken);
}
