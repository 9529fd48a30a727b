using System.Diagnostics;

namespace AgentGrains.Benchmarks.Growth;

/// <summary>
/// One scope grows over several chapters while writers write, repeat their calls, and readers recall and list; in between, with the writers
/// at rest, its ranks are compared with those of a memory in one grain that holds the same records in the same order.
/// </summary>
internal sealed class GrowthRun(IMemoryClient split, IMemoryClient whole, IReadOnlyList<MemoryDraft> drafts, IReadOnlyList<string> questions, int seed)
{
    private const int Repeated = 8;   // one call in so many is sent twice at once, and one in so many once more, later
    private readonly IScopedMemory _split = split.Scope("growth", "user:one");
    private readonly IScopedMemory _whole = whole.Scope("growth", "user:one");
    private readonly List<double> _writes = [];
    private readonly List<double> _recalls = [];
    private int _next;
    private int _copied;
    private double _writing;

    public GrowthHistory History { get; } = new(drafts);

    /// <summary>Answers that were compared, and those that were equal to the last digit of every score.</summary>
    public (int Asked, int Same) Ranks { get; private set; }

    public List<double> WriteMs => _writes;

    public List<double> RecallMs => _recalls;

    public double WritesPerSecond => _next / _writing;

    public Scope Scope => _split.Scope;

    /// <summary>Grows to this many records under load.</summary>
    /// <param name="records">Records to have then.</param>
    /// <param name="writers">Writers at once.</param>
    /// <param name="readers">Readers at once, who also list once.</param>
    /// <param name="most">Most records in one call.</param>
    /// <param name="disturb">What else happens meanwhile; null is nothing.</param>
    public async Task GrowAsync(int records, int writers, int readers, int most, Func<Task>? disturb = null)
    {
        var started = Stopwatch.GetTimestamp();
        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => WriteAsync(records, most, new Random(HashCode.Combine(seed, records, writer))))));
        var reading = Task.WhenAll(Enumerable.Range(0, readers).Select(reader => Task.Run(() => ReadAsync(writing, new Random(HashCode.Combine(seed, records, -1 - reader))))));
        var others = disturb?.Invoke() ?? Task.CompletedTask;
        await writing;
        _writing += Stopwatch.GetElapsedTime(started).TotalSeconds;
        await Task.WhenAll(reading, others);
    }

    /// <summary>Checks everything there is, and compares ranks. Nobody writes meanwhile.</summary>
    public async Task CompareAsync()
    {
        var listed = await _split.ListAsync().ToListAsync();
        History.CheckEnd(listed);
        var byText = drafts.ToDictionary(draft => draft.Text);
        foreach (var batch in listed.Skip(_copied).Where(record => byText.ContainsKey(record.Text)).Select(record => byText[record.Text]).Chunk(500))
            await _whole.RememberAsync(batch);
        _copied = listed.Count;
        var places = Places(listed);
        var inWhole = Places(await _whole.ListAsync().ToListAsync());
        foreach (var question in questions)
            Ranks = (Ranks.Asked + 1, Ranks.Same + (await AnswerAsync(_split, places, question) == await AnswerAsync(_whole, inWhole, question) ? 1 : 0));

        static Dictionary<MemoryId, int> Places(List<MemoryRecord> records) => records.Index().ToDictionary(item => item.Item.Id, item => item.Index);
    }

    private static async Task<string> AnswerAsync(IScopedMemory memory, Dictionary<MemoryId, int> places, string question)
    {
        var found = await memory.RecallAsync(question, limit: 10);
        return string.Join(' ', [.. found.Evidence.Select(item => FormattableString.Invariant($"{places[item.Record.Id]}:{item.Score:R}")), .. found.Flags]);
    }

    private async Task WriteAsync(int records, int most, Random random)
    {
        var mine = new List<MemoryDraft[]>();
        while (Take(records, random.Next(1, most + 1)) is { Length: > 0 } call)
        {
            mine.Add(call);
            var again = random.Next(Repeated) == 0 ? RememberAsync(call) : Task.CompletedTask;
            await RememberAsync(call);
            await again;
            if (random.Next(Repeated) == 0)
                await RememberAsync(mine[random.Next(mine.Count)]);
        }
    }

    private MemoryDraft[] Take(int records, int count)
    {
        lock (_writes)
        {
            var first = _next;
            _next = Math.Min(Math.Max(records, first), first + count);
            return [.. drafts.Skip(first).Take(_next - first)];
        }
    }

    private async Task RememberAsync(MemoryDraft[] call)
    {
        var started = Stopwatch.GetTimestamp();
        History.Acknowledge(call, await _split.RememberAsync(call));
        lock (_writes)
            _writes.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task ReadAsync(Task writing, Random random)
    {
        if (History.Acknowledged > 0)
        {
            var expected = History.Now();
            History.CheckList(await _split.ListAsync().ToListAsync(), expected);
        }

        while (!writing.IsCompleted)
        {
            if (History.Acknowledged == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
                continue;
            }

            var (id, draft) = History.Pick(random);
            var started = Stopwatch.GetTimestamp();
            History.CheckRecall(id, await _split.RecallAsync(draft.Text, limit: 10));
            lock (_recalls)
                _recalls.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }
}
