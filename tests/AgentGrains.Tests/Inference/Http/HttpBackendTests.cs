using System.Diagnostics.Metrics;
using AgentGrains.Inference.Batching;
using AgentGrains.Inference.Http;
using AgentGrains.Inference.Metrics;
using AgentGrains.Inference.Pool;
using AgentGrains.Inference.Resilience;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;
using Polly.Simmy;
using Xunit;

namespace AgentGrains.Tests.Inference.Http;

/// <summary>The HTTP backends against a server that times out, refuses, fails and answers nonsense: right retries, right errors, nothing wrong taken.</summary>
public sealed class HttpBackendTests : IDisposable
{
    private static readonly BackendOptions Quick = new()
    {
        AttemptTimeout = TimeSpan.FromSeconds(2),
        TotalTimeout = TimeSpan.FromSeconds(20),
        RetryDelay = TimeSpan.FromMilliseconds(5),
        Retries = 2,
        BreakDuration = TimeSpan.FromMilliseconds(600),
    };

    private readonly FakeModelServer _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("hang")]
    [InlineData("500")]
    [InlineData("truncated")]
    [InlineData("503")]
    public async Task What_may_pass_is_tried_again(string fault)
    {
        using var generator = Guarded(Quick);
        _server.Script.Enqueue(fault);
        _server.Script.Enqueue(fault);
        Assert.Equal(FakeModelServer.VectorOf("hello"), await EmbedAsync(generator, "hello"));
        Assert.Equal(3, _server.Requests.Count);
    }

    [Theory]
    [InlineData(HttpModelShape.OpenAI, true, true)]
    [InlineData(HttpModelShape.Azure, true, true)]
    [InlineData(HttpModelShape.OpenAI, false, false)]
    [InlineData(HttpModelShape.Tei, true, false)]      // theirs know no such thing
    [InlineData(HttpModelShape.Ollama, true, false)]
    public async Task Vectors_come_as_base64_where_the_interface_knows_it(HttpModelShape shape, bool use, bool asked)
    {
        foreach (var answers in new[] { "base64", "ok" })   // and as numbers from a server that does not care
        {
            _server.Otherwise = answers;
            using var generator = new HttpEmbeddingGenerator(new HttpModelOptions { Endpoint = _server.Address, Model = "m", Shape = shape, UseBase64 = use });
            Assert.Equal(FakeModelServer.VectorOf("hello"), (await generator.GenerateAsync(["hello"], cancellationToken: Cancel))[0].Vector.ToArray());
            Assert.Equal(asked, _server.Requests.Last().Body.TryGetProperty("encoding_format", out _));
        }
    }

    [Theory]
    [InlineData("dimension")]
    [InlineData("count")]
    [InlineData("nan")]
    [InlineData("twice")]
    public async Task An_answer_that_would_only_come_again_is_refused_at_once(string fault)
    {
        using var generator = Guarded(Quick);
        Assert.Equal(FakeModelServer.VectorOf("first"), await EmbedAsync(generator, "first"));
        _server.Otherwise = fault;
        await Assert.ThrowsAsync<ModelOutputException>(() => generator.GenerateAsync(["one", "two"], cancellationToken: Cancel));
        Assert.Equal(2, _server.Requests.Count);
    }

    [Theory]
    [InlineData("400", BackendFault.RefusedInput)]
    [InlineData("401", BackendFault.Refused)]
    [InlineData("404", BackendFault.Refused)]
    public async Task What_cannot_succeed_is_not_tried_again(string fault, BackendFault expected)
    {
        using var generator = Guarded(Quick);
        _server.Otherwise = fault;
        var failure = await Assert.ThrowsAsync<ModelBackendException>(() => EmbedAsync(generator, "hello"));
        Assert.Equal((expected, false), (failure.Fault, failure.IsTransient));
        Assert.Single(_server.Requests);
    }

    [Theory]
    [InlineData("hang", BackendFault.TimedOut)]
    [InlineData("500", BackendFault.Failed)]
    [InlineData("truncated", BackendFault.Garbled)]
    public async Task What_does_not_pass_is_named(string fault, BackendFault expected)
    {
        using var generator = Guarded(Quick);
        _server.Otherwise = fault;
        Assert.Equal(expected, (await Assert.ThrowsAsync<ModelBackendException>(() => EmbedAsync(generator, "hello"))).Fault);
        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task A_servers_own_wait_is_kept_and_one_too_long_is_passed_on()
    {
        using var generator = Guarded(Quick);
        _server.Script.Enqueue("429");
        var started = TimeProvider.System.GetTimestamp();
        await EmbedAsync(generator, "hello");
        Assert.True(TimeProvider.System.GetElapsedTime(started).TotalSeconds >= 0.9, "The wait was not kept.");

        using var hasty = Guarded(Quick with { LongestRetryAfter = TimeSpan.FromMilliseconds(500) });
        _server.Script.Enqueue("429");
        var failure = await Assert.ThrowsAsync<ModelBackendException>(() => EmbedAsync(hasty, "hello"));
        Assert.Equal((BackendFault.Overloaded, TimeSpan.FromSeconds(1)), (failure.Fault, failure.RetryAfter));
    }

    [Fact]
    public async Task The_breaker_opens_lets_nothing_through_and_closes_which_metrics_and_log_say()
    {
        const string Backend = "test of states";
        var (clock, logged, counted) = (new FakeTimeProvider(), new StateLog(), new List<string>());
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument == InferenceMetrics.Breakers)
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value as string);
            if (all["backend"] == Backend)
                counted.Add(all["state"]!);
        });
        listener.Start();
        var guard = new BackendGuard<GeneratedEmbeddings<Embedding<float>>>(Backend, Quick with { Retries = 0, BreakerMinimum = 4 }, clock, logged);
        using var generator = new GuardedEmbeddingGenerator(new HttpEmbeddingGenerator(Options(), clock: null), guard);
        _server.Otherwise = "500";
        for (var i = 0; i < 4; i++)
            await Assert.ThrowsAsync<ModelBackendException>(() => EmbedAsync(generator, "hello"));
        Assert.Equal(CircuitState.Open, guard.State.CircuitState);
        var requests = _server.Requests.Count;
        Assert.Equal(BackendFault.Unreachable, (await Assert.ThrowsAsync<ModelBackendException>(() => EmbedAsync(generator, "hello"))).Fault);
        Assert.Equal(requests, _server.Requests.Count);

        _server.Otherwise = "ok";
        clock.Advance(TimeSpan.FromMilliseconds(700));
        await EmbedAsync(generator, "hello");
        Assert.Equal(CircuitState.Closed, guard.State.CircuitState);
        Assert.Equal(["open", "half-open", "closed"], counted);
        Assert.Equal(counted.Select(state => $"The circuit to '{Backend}' is {state}"), logged.Lines);
    }

    [Fact]
    public async Task A_refused_input_does_not_open_the_breaker()
    {
        var guard = new BackendGuard<GeneratedEmbeddings<Embedding<float>>>("test", Quick with { BreakerMinimum = 4 }, TimeProvider.System, NullLogger.Instance);
        using var generator = new GuardedEmbeddingGenerator(new HttpEmbeddingGenerator(Options()), guard);
        _server.Otherwise = "400";
        for (var i = 0; i < 12; i++)
            await Assert.ThrowsAsync<ModelBackendException>(() => EmbedAsync(generator, "hello"));
        Assert.NotEqual(CircuitState.Open, guard.State.CircuitState);
    }

    [Fact]
    public async Task A_hedge_answers_for_an_attempt_that_hangs()
    {
        using var generator = Guarded(Quick with { AttemptTimeout = TimeSpan.FromSeconds(20), HedgeAfter = TimeSpan.FromMilliseconds(200) });
        await EmbedAsync(generator, "warm");
        _server.Script.Enqueue("hang");
        var started = TimeProvider.System.GetTimestamp();
        Assert.Equal(FakeModelServer.VectorOf("hello"), await EmbedAsync(generator, "hello"));
        Assert.True(TimeProvider.System.GetElapsedTime(started).TotalSeconds >= 0.19, "The hedge did not wait.");
        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task Through_the_pool_one_refused_text_fails_alone()
    {
        await using var pool = new EmbeddingPool(Guarded(Quick), new InferencePoolOptions(), new CountingInferenceBudget(), TimeProvider.System);
        _server.Refused.Add("refused");
        var asked = Enumerable.Range(0, 24).Select(n => n == 5 ? "refused" : $"text {n}").ToList();
        var answers = await Task.WhenAll(asked.Select(async text =>
        {
            try
            {
                return (text, Vector: (float[]?)(await pool.EmbedAsync(new PoolCall("acme"), [text], Cancel))[0]);
            }
            catch (ModelBackendException refused) when (refused.Fault == BackendFault.RefusedInput)
            {
                return (text, Vector: null);
            }
        }));
        Assert.All(answers, answer => Assert.Equal(answer.text == "refused" ? null : FakeModelServer.VectorOf(answer.text), answer.Vector));
    }

    [Theory]
    [InlineData("embed", 1)]
    [InlineData("embed", 2)]
    [InlineData("rerank", 3)]
    [InlineData("rerank", 4)]
    [InlineData("chat", 5)]
    [InlineData("chat", 6)]
    public async Task With_faults_and_delays_thrown_in_every_answer_is_right_or_an_error(string kind, int seed)
    {
        var random = new Random(seed);
        await using var pool = new EmbeddingPool(
            new GuardedEmbeddingGenerator(new HttpEmbeddingGenerator(Options()), Chaotic<GeneratedEmbeddings<Embedding<float>>>(random)), new InferencePoolOptions { MaxBatch = 4 }, new CountingInferenceBudget(), TimeProvider.System);
        await using var reranks = new RerankPool(
            new GuardedReranker(new HttpReranker(Options()), Chaotic<float[]>(random)), new InferencePoolOptions { MaxBatch = 4 }, new CountingInferenceBudget(), TimeProvider.System);
        using var chat = new GuardedChatClient(new HttpChatClient(Options()), Chaotic<ChatResponse>(random));
        _server.OnChat = async (response, request) =>
        {
            var said = System.Text.Json.JsonSerializer.Serialize(request.GetProperty("messages")[0].GetProperty("content").GetString());
            await response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes($$$"""{"choices":[{"index":0,"message":{"role":"assistant","content":{{{said}}}},"finish_reason":"stop"}]}"""), Cancel);
        };
        var (right, failed) = (0, 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, 300), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel }, async (n, token) =>
        {
            try
            {
                var (call, text) = (new PoolCall($"t{n % 3}"), $"chaos {n}");
                if (kind == "embed")
                    Assert.Equal(FakeModelServer.VectorOf(text), (await pool.EmbedAsync(call, [text], token))[0]);
                else if (kind == "rerank")
                    Assert.Equal([text.Length, n % 7f], await reranks.ScoreAsync(call, text, [text, new string('x', n % 7)], token));
                else
                    Assert.Equal(text, (await chat.GetResponseAsync(text, cancellationToken: token)).Text);
                Interlocked.Increment(ref right);
            }
            catch (ModelBackendException)
            {
                Interlocked.Increment(ref failed);
            }
        });
        Assert.Equal(300, right + failed);
        Assert.True(right > 280, $"{right} of 300 were answered.");
    }

    private static BackendGuard<T> Chaotic<T>(Random random)
    {
        return new BackendGuard<T>(
            "chaos", Quick with { BreakerRatio = 0.9, Retries = 5 }, TimeProvider.System, NullLogger.Instance,
            builder => builder
                .AddChaosLatency(new() { InjectionRate = 0.1, Latency = TimeSpan.FromMilliseconds(30), Randomizer = Next })
                .AddChaosFault(new() { InjectionRate = 0.2, FaultGenerator = _ => new(new HttpRequestException("chaos")), Randomizer = Next }));

        double Next()
        {
            lock (random)
                return random.NextDouble();
        }
    }

    [Theory]
    [InlineData(HttpModelShape.OpenAI, "/v1/embeddings", "Bearer secret")]
    [InlineData(HttpModelShape.Azure, "/openai/deployments/small/embeddings?api-version=2024-10-21", "secret")]
    [InlineData(HttpModelShape.Tei, "/embed", "Bearer secret")]
    [InlineData(HttpModelShape.Ollama, "/api/embed", "Bearer secret")]
    public async Task Every_shape_is_asked_as_it_wants_and_read_as_it_answers(HttpModelShape shape, string path, string key)
    {
        Environment.SetEnvironmentVariable("AGENTGRAINS_TEST_KEY", "secret");
        using var generator = new HttpEmbeddingGenerator(Options() with { Shape = shape, KeyVariable = "AGENTGRAINS_TEST_KEY" });
        var made = await generator.GenerateAsync(["one", "three"], cancellationToken: Cancel);
        Assert.Equal([FakeModelServer.VectorOf("one"), FakeModelServer.VectorOf("three")], made.Select(vector => vector.Vector.ToArray()));
        Assert.True(_server.Requests.TryDequeue(out var request));
        Assert.Equal((path, key), (request.Path, request.Key));
        Assert.Equal(shape is HttpModelShape.OpenAI or HttpModelShape.Ollama, request.Body.TryGetProperty("model", out _));
    }

    [Fact]
    public async Task Rerankers_and_chats_answer_too()
    {
        foreach (var shape in new[] { HttpModelShape.OpenAI, HttpModelShape.Tei })
        {
            using var reranker = new HttpReranker(Options() with { Shape = shape });
            var scores = await reranker.ScoreAsync("q", ["a", "bbb", "cc"], Cancel);
            Assert.Equal([1f, 3f, 2f], scores);
        }

        using var chat = new HttpChatClient(Options());
        var answer = await chat.GetResponseAsync("What is six times seven?", new ChatOptions { Temperature = 0, MaxOutputTokens = 5 }, Cancel);
        Assert.Equal(("forty-two", 5), (answer.Text, answer.Usage?.TotalTokenCount));
        var asked = _server.Requests.Last();
        Assert.Equal("/v1/chat/completions", asked.Path);
        Assert.Equal(5, asked.Body.GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public async Task An_address_where_nobody_is_says_so()
    {
        _server.Dispose();
        using var generator = Guarded(Quick with { Retries = 1 });
        var failure = await Assert.ThrowsAsync<ModelBackendException>(() => EmbedAsync(generator, "hello"));
        Assert.Equal(BackendFault.Unreachable, failure.Fault);
    }

    public void Dispose() => _server.Dispose();

    private HttpModelOptions Options() => new() { Endpoint = _server.Address, Model = "small", KeyVariable = null };

    private GuardedEmbeddingGenerator Guarded(BackendOptions options) => new(new HttpEmbeddingGenerator(Options()), options, TimeProvider.System, NullLogger.Instance);

    private static async Task<float[]> EmbedAsync(GuardedEmbeddingGenerator generator, string text) =>
        (await generator.GenerateAsync([text], cancellationToken: Cancel))[0].Vector.ToArray();

    private sealed class StateLog : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning)
                Lines.Add(formatter(state, exception));
        }
    }
}
