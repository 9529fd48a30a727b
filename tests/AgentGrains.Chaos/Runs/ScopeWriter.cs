using System.Diagnostics;
using System.Globalization;
using AgentGrains.Chaos.History;

namespace AgentGrains.Chaos.Runs;

/// <summary>
/// Writes to one scope until it is told to stop, one call after the other, each again with the same keys until it is acknowledged; and
/// reads what it was told is durable.
/// </summary>
internal sealed class ScopeWriter(IMemoryClient client, string tenant, int number, ChaosOptions options)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly Random _random = new(options.Seed * 1_000 + number);
    private readonly IScopedMemory _memory = client.Scope(tenant, Name(number));
    private readonly List<(long Began, long Ended)> _calls = [];

    public ScopeHistory History { get; } = new();

    /// <summary>Calls that were acknowledged so far.</summary>
    public int Calls => _calls.Count;

    public int Unseen { get; private set; }

    public int Recalls { get; private set; }

    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"user:{number}");

    public async Task RunAsync(CancellationToken stop, CancellationToken giveUp)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            var count = _random.NextDouble() < 0.7 ? 1 : _random.Next(2, 6);
            MemoryDraft[] drafts = [.. Enumerable.Range(0, count).Select(i => Draft(n, i))];
            var attempt = History.Begin([.. drafts.Select(draft => draft.Text)]);
            var began = Stopwatch.GetTimestamp();
            if (await UntilAnsweredAsync(() => _memory.RememberAsync(drafts, giveUp), giveUp) is not { } receipts)
                return;
            attempt.Acknowledge(receipts);
            _calls.Add((began, Stopwatch.GetTimestamp()));
            if (_random.Next(20) == 0)
                await ReadAsync(attempt, receipts[^1], giveUp);
            await Task.Delay(options.Pace, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>The longest that this writer waited for calls that ended after a moment and began before another one; null when it hardly waited.</summary>
    public double? WaitedAfter(long moment, long until, TimeSpan hardly)
    {
        var longest = _calls.Where(call => call.Ended >= moment && call.Began < until)
            .Select(call => Stopwatch.GetElapsedTime(Math.Max(call.Began, moment), call.Ended)).DefaultIfEmpty().Max();
        return longest > hardly ? longest.TotalMilliseconds : null;
    }

    private async Task ReadAsync(WriteAttempt attempt, MemoryReceipt receipt, CancellationToken giveUp)
    {
        if (await UntilAnsweredAsync(async () => (Record: await _memory.GetAsync(receipt.Id, null, giveUp), true), giveUp) is not { } read)
            return;
        Unseen += read.Record?.Text == attempt.Texts[^1] ? 0 : 1;
        try
        {
            await _memory.RecallAsync(attempt.Texts[^1], cancellationToken: giveUp);
            Recalls++;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !giveUp.IsCancellationRequested)
        {
            // A recall that finds nobody at home is no fault of memory; writers measure that.
        }
    }

    // Null when it gave up.
    private static async Task<T?> UntilAnsweredAsync<T>(Func<ValueTask<T>> call, CancellationToken giveUp)
        where T : struct
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception) when (!giveUp.IsCancellationRequested)
            {
                await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
            }
            catch (Exception)
            {
                return null;
            }
        }
    }

    private MemoryDraft Draft(int n, int i)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{number}-{n}-{i}");
        var words = string.Join(' ', Enumerable.Range(0, _random.Next(3, 25)).Select(_ => Words[_random.Next(Words.Length)]));
        return new MemoryDraft { Text = $"note {name}: {words}", Key = name, Actor = "Ann", Session = "chaos" };
    }

    private static readonly string[] Words =
        "the harbour was quiet and we walked along the old wall until it began to rain then somebody opened a window above us and music came out".Split(' ');
}
