using System.Collections.Concurrent;
using Xunit;

namespace AgentGrains.Cluster.Tests.Recall;

/// <summary>A reranker reads what recall found and may bring up what the caller would not have seen; when it fails, nothing is lost.</summary>
public sealed class RerankTests
{
    private static readonly Scope Ann = Scope.User("acme", "ann");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_reranker_prefers_comes_first_though_recall_had_it_far_behind()
    {
        var reranker = new Scripted(static (_, text) => text.Contains("blue", StringComparison.Ordinal) ? 9 : 0);
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.UseReranker(_ => reranker));
        await FillAsync(cluster);
        var found = await cluster.Memory.RecallAsync("acme", Request(limit: 3), Token);
        Assert.Equal(3, found.Evidence.Length);
        Assert.Equal("The ferry to the island is blue and old and slow and it has a long story to tell.", found.Evidence[0].Record.Text);
        Assert.Equal(9f, found.Evidence[0].Channels.Single(channel => channel.Channel == "rerank").Score);
        Assert.DoesNotContain(RecallRemark.Degraded, found.Flags);
        Assert.All(reranker.Calls, call => Assert.Equal("When does the ferry leave?", call.Query));   // one batch or two, as lengths have it
        Assert.Equal(12, reranker.Calls.Sum(call => call.Texts.Count));
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("hangs")]
    [InlineData("nan")]
    public async Task A_reranker_that_fails_changes_nothing_and_is_told(string how)
    {
        await using var plain = await MemoryCluster.StartAsync();
        await FillAsync(plain);
        var expected = (await plain.Memory.RecallAsync("acme", Request(limit: 5), Token)).Evidence.Select(item => item.Record.Text);
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains
            .UseReranker(_ => new Scripted(static (_, _) => 1) { How = how })
            .ConfigureBackends(calls => (calls.Retries, calls.TotalTimeout, calls.AttemptTimeout) = (1, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(10)))
            .ConfigureRecall(recall => recall.RerankDeadline = TimeSpan.FromMilliseconds(500)));
        await FillAsync(cluster);
        var found = await cluster.Memory.RecallAsync("acme", Request(limit: 5), Token);
        Assert.Equal(expected, found.Evidence.Select(item => item.Record.Text));
        Assert.Contains(RecallRemark.Degraded, found.Flags);
    }

    [Fact]
    public async Task It_is_not_asked_where_it_is_turned_off_where_names_decide_or_where_there_is_nothing_to_order()
    {
        var reranker = new Scripted(static (_, _) => 1);
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.UseReranker(_ => reranker).ConfigureRecall(recall => recall.RerankDepth = 0));
        await FillAsync(cluster);
        await cluster.Memory.RecallAsync("acme", Request(limit: 5), Token);
        await using var on = await MemoryCluster.StartAsync(configure: grains => grains.UseReranker(_ => reranker));
        await on.Memory.Scope(Ann).RememberAsync("The ferry leaves at nine.", cancellationToken: Token);
        await on.Memory.RecallAsync("acme", Request(limit: 5), Token);
        await on.Memory.RecallAsync("acme", Request(limit: 5) with { Profile = RecallProfile.Precise }, Token);
        Assert.Empty(reranker.Calls);
    }

    private static RecallRequest Request(int limit) => new() { Query = "When does the ferry leave?", Scopes = [Ann], Limit = limit };

    private static async Task FillAsync(MemoryCluster cluster) => await cluster.Memory.Scope(Ann).RememberAsync(
        [
            .. Enumerable.Range(1, 11).Select(n => new MemoryDraft { Text = $"The ferry leaves at {n} o'clock on day {n}." }),
            new MemoryDraft { Text = "The ferry to the island is blue and old and slow and it has a long story to tell." },
        ],
        Token);

    private sealed class Scripted(Func<string, string, float> score) : IReranker
    {
        public string How { get; init; } = "";

        public ConcurrentQueue<(string Query, IReadOnlyList<string> Texts)> Calls { get; } = [];

        public string ModelId => "test:scripted";

        public async ValueTask<float[]> ScoreAsync(string query, IReadOnlyList<string> documents, CancellationToken cancellationToken)
        {
            Calls.Enqueue((query, documents));
            if (How == "throws")
                throw new HttpRequestException("The model is away.");
            if (How == "hangs")
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return [.. documents.Select(text => How == "nan" ? float.NaN : score(query, text))];
        }
    }
}
