using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using AgentGrains.Benchmarks.Writes;

namespace AgentGrains.Benchmarks.Poisoning;

/// <summary>
/// What the guard costs: the same writes and the same recalls into a silo with it and one without, in this process, taking turns in short slices so that
/// the machine's moods hit both alike.
/// </summary>
internal static class GuardCostCommand
{
    private const int WarmUpSlices = 3;
    private const int Records = 1_000;
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    public static Command Make()
    {
        var storage = new Option<string>("--storage") { Description = "sqlite or memory", DefaultValueFactory = _ => "sqlite" };
        var scopes = new Option<int>("--scopes") { Description = "Scopes writing at once", DefaultValueFactory = _ => 16 };
        var seconds = new Option<int>("--seconds") { Description = "Seconds in all", DefaultValueFactory = _ => 40 };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file" };
        var command = new Command("guardcost", "Writes and recalls with the guard beside the same without") { storage, scopes, seconds, json };
        command.SetAction(async (parsed, _) => await Figures.ReportAsync(
            await RunAsync(parsed.GetValue(storage)!, parsed.GetValue(scopes), parsed.GetValue(seconds)), parsed.GetValue(json)));
        return command;
    }

    private static async Task<JsonObject> RunAsync(string storage, int scopes, int seconds)
    {
        await using var on = await StartAsync(storage, enabled: true);
        await using var off = await StartAsync(storage, enabled: false);
        var rows = await WriteRows.MakeAsync(1_000);
        var (with, without) = (new Side(on.Memory, rows, scopes), new Side(off.Memory, rows, scopes));
        foreach (var side in new[] { with, without })
            await side.FillAsync(Records);
        for (var slice = 0; slice < WarmUpSlices; slice++)
        {
            foreach (var side in new[] { with, without })
                await side.RunAsync(Slice);
        }

        with.Clear();
        without.Clear();
        for (var slice = 0; slice < Math.Max(1, seconds / 4); slice++)
        {
            // Who goes first changes, so that neither always follows the other's garbage.
            foreach (var side in slice % 2 == 0 ? new[] { with, without } : [without, with])
                await side.RunAsync(Slice);
        }

        return new JsonObject
        {
            ["storage"] = storage,
            ["writesPerSecondWith"] = Math.Round(with.Writes.PerSecond),
            ["writesPerSecondWithout"] = Math.Round(without.Writes.PerSecond),
            ["writeMsWith"] = Figures.Percentiles(with.WriteTimes),
            ["writeMsWithout"] = Figures.Percentiles(without.WriteTimes),
            ["recallMsWith"] = Figures.Percentiles(with.RecallTimes),
            ["recallMsWithout"] = Figures.Percentiles(without.RecallTimes),
            ["writeCpuMicrosecondsWith"] = Figures.Round(with.CpuPerWrite),
            ["writeCpuMicrosecondsWithout"] = Figures.Round(without.CpuPerWrite),
            ["recallCpuMicrosecondsWith"] = Figures.Round(with.CpuPerRecall),
            ["recallCpuMicrosecondsWithout"] = Figures.Round(without.CpuPerRecall),
            ["writeCpuCost"] = Figures.Round(with.CpuPerWrite / without.CpuPerWrite - 1),
            ["recallCpuCost"] = Figures.Round(with.CpuPerRecall / without.CpuPerRecall - 1),
            ["writeCost"] = Figures.Round(Median(with.WriteTimes) / Median(without.WriteTimes) - 1),
            ["throughputCost"] = Figures.Round(1 - with.Writes.PerSecond / without.Writes.PerSecond),
            ["recallCost"] = Figures.Round(Median(with.RecallTimes) / Median(without.RecallTimes) - 1),
        };
    }

    private static Task<BenchmarkSilo> StartAsync(string storage, bool enabled) => BenchmarkSilo.StartAsync(storage, grains =>
    {
        BenchmarkSilo.WithoutDerivation(grains);
        grains.ConfigureGuard(options => options.Enabled = enabled);
    });

    private static double Median(List<double> sorted) => sorted.Count == 0 ? 0 : sorted[sorted.Count / 2];

    private sealed class Side(IMemoryClient client, WriteRow[] rows, int scopes)
    {
        private readonly IScopedMemory[] _writes = [.. Enumerable.Range(0, scopes).Select(scope => client.Scope("cost", $"user:{scope}"))];
        private readonly IScopedMemory _read = client.Scope("cost", "team:read");

        public Rate Writes { get; private set; } = new();

        public List<double> WriteTimes { get; } = [];

        public List<double> RecallTimes { get; } = [];

        private TimeSpan _writeCpu, _recallCpu;   // of the whole process: a busy machine slows the clock, not these

        public double CpuPerWrite => _writeCpu.TotalMicroseconds / WriteTimes.Count;

        public double CpuPerRecall => _recallCpu.TotalMicroseconds / RecallTimes.Count;

        public void Clear()
        {
            (_writeCpu, _recallCpu) = (default, default);
            Writes = new Rate();
            WriteTimes.Clear();
            RecallTimes.Clear();
        }

        public async Task FillAsync(int records) =>
            await _read.RememberAsync([.. Enumerable.Range(0, records).Select(i => rows[i % rows.Length].Draft with { Key = $"k{i}", Session = $"s{i / 20}", Text = $"{rows[i % rows.Length].Draft.Text} number {i}" })]);

        public async Task RunAsync(TimeSpan slice)
        {
            var cpu = Environment.CpuUsage.TotalTime;
            await Writes.RunAsync(scopes, slice, async (writer, n) =>
            {
                var started = Stopwatch.GetTimestamp();
                await _writes[writer].RememberAsync(rows[n % rows.Length].Draft);
                Add(WriteTimes, started);
            });
            var between = Environment.CpuUsage.TotalTime;
            _writeCpu += between - cpu;
            var begin = Stopwatch.GetTimestamp();
            for (var n = 0; Stopwatch.GetElapsedTime(begin) < slice; n++)
            {
                var started = Stopwatch.GetTimestamp();
                await _read.RecallAsync(rows[n * 7 % rows.Length].Draft.Text);
                Add(RecallTimes, started);
            }

            _recallCpu += Environment.CpuUsage.TotalTime - between;
        }

        private static void Add(List<double> times, long started)
        {
            var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            lock (times)
                times.Add(took);
        }
    }
}
