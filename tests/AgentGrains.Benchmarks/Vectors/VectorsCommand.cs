using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Nodes;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Benchmarks.Vectors;

/// <summary>How fast vectors of each precision are scanned beside a plain read of as many bytes, and how much of the true nearest they find.</summary>
internal static class VectorsCommand
{
    private const int Rounds = 15;
    private const int Questions = 200;

    public static Command Make()
    {
        var count = new Option<int>("--count") { Description = "Vectors", DefaultValueFactory = _ => 20_000 };
        var dimension = new Option<int>("--dim") { Description = "Components of a vector", DefaultValueFactory = _ => 384 };
        var buffer = new Option<int>("--buffer") { Description = "Megabytes that each timed scan reads; the rows are repeated to fill them, so that no cache holds them", DefaultValueFactory = _ => 384 };
        var data = new Option<FileInfo?>("--data") { Description = "LoCoMo JSON file: its turns and questions under --embedder instead of made vectors" };
        var embedder = new Option<string>("--embedder") { Description = "hashing (default) or model2vec:DIR, with --data", DefaultValueFactory = _ => "hashing" };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file" };
        var command = new Command("vectors", "Scan speed and recall of every vector precision") { count, dimension, buffer, data, embedder, json };
        command.SetAction(async (parsed, _) =>
        {
            var (vectors, components, megabytes) = (parsed.GetValue(count), parsed.GetValue(dimension), parsed.GetValue(buffer));
            if (vectors is < 1_000 or > 2_000_000 || components is < 16 or > 4_096 || megabytes is < 1 or > 4_096)
                throw new BenchmarkInputException("--count must be from 1,000 to 2,000,000, --dim from 16 to 4,096, --buffer from 1 to 4,096.");
            var set = parsed.GetValue(data) is { } file
                ? await VectorSet.ReadAsync(file, parsed.GetValue(embedder)!)
                : VectorSet.Make(vectors, components, Questions, seed: 7);
            await Figures.ReportAsync(Run(set, megabytes), parsed.GetValue(json));
        });
        return command;
    }

    private static JsonObject Run(VectorSet set, int megabytes)
    {
        var figures = new JsonObject { ["count"] = set.Count, ["dimension"] = set.Dimension };
        var timed = new List<(JsonObject Figures, Scan Scan, byte[] Rows)>();
        foreach (var scan in Scans(set))
        {
            var rows = scan.Encode(set);
            var own = new JsonObject
            {
                ["recallAt10"] = Figures.Round(scan.Recall(set, rows)),
                ["rescored"] = scan.Rescored,
                ["bytesPerVector"] = scan.BytesPerVector,
                ["timesSmaller"] = Figures.Round(set.Dimension * sizeof(float) / (double)scan.RowBytes),
            };
            figures[scan.Name] = own;
            timed.Add((own, scan, rows));
        }

        figures["zones"] = ZoneMix.Measure(set, originalBits: 32);
        figures["zonesOf8"] = ZoneMix.Measure(set, originalBits: 8);
        Time(set, timed, megabytes);
        var int8 = figures["int8"]!.AsObject();
        foreach (var field in (string[])["gigabytesPerSecond", "memoryBandwidth", "bandwidthShare", "recallAt10", "timesFloat32"])
            figures[field] = int8[field]!.DeepClone();
        return figures;
    }

    private static IEnumerable<Scan> Scans(VectorSet set)
    {
        var sample = set.Rows.AsSpan(0, Math.Min(set.Count, 4_096) * set.Dimension).ToArray();
        yield return new Float32Scan(set.Dimension);
        yield return new Int8Scan(set.Dimension);
        yield return new Int4Scan(set.Dimension);
        var axes = PrincipalAxes.Find(sample, set.Dimension);
        yield return new RangeScan(RangeCodec.Train(axes));
        if (Codebook.PartsFor(set.Dimension) is > 0 and var parts)
            yield return new ProductScan(Codebook.Train(new CodebookId("bench", "made", 1), set.Rows, set.Dimension, parts));
        yield return new AxesScan(axes, set.Dimension / 3);
        yield return new HashScan(new SimHash(set.Dimension), Math.Max(100, set.Count / 50));
    }

    // Every precision and a plain read of as many bytes take turns, so that the machine's moods hit all of them alike; the best
    // round of each counts, since whatever else runs can only take away.
    private static void Time(VectorSet set, List<(JsonObject Figures, Scan Scan, byte[] Rows)> timed, int megabytes)
    {
        var size = (long)megabytes * 1_000_000;
        var buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(size, int.MaxValue - 1_024), pinned: true);
        var speeds = timed.Select(_ => new List<double>()).ToArray();
        var reads = timed.Select(_ => new List<double>()).ToArray();
        var scores = Array.Empty<float>();
        var sum = 0L;
        for (var i = 0; i < timed.Count; i++)
        {
            var (_, scan, rows) = timed[i];
            var count = buffer.Length / scan.RowBytes;
            if (scores.Length < count)
                scores = new float[count];
            for (long at = 0; at < (long)count * scan.RowBytes; at += rows.Length)
                rows.AsSpan(0, (int)Math.Min(rows.Length, (long)count * scan.RowBytes - at)).CopyTo(buffer.AsSpan((int)at));
            scan.Ask(set.Questions[0]);
            for (var round = -2; round < Rounds; round++)
            {
                var speed = Speed(count * (long)scan.RowBytes, () => scan.Run(buffer.AsSpan(0, count * scan.RowBytes), scores.AsSpan(0, count), set.Count));
                var read = Speed(count * (long)scan.RowBytes, () => sum ^= PlainRead(buffer.AsSpan(0, count * scan.RowBytes)));
                if (round >= 0)
                {
                    speeds[i].Add(speed);
                    reads[i].Add(read);
                }
            }
        }

        GC.KeepAlive(sum);
        var floats = speeds[0].Max() / timed[0].Scan.RowBytes;
        for (var i = 0; i < timed.Count; i++)
        {
            var own = timed[i].Figures;
            own["gigabytesPerSecond"] = Figures.Round(speeds[i].Max());
            own["memoryBandwidth"] = Figures.Round(reads[i].Max());
            own["bandwidthShare"] = Figures.Round(speeds[i].Max() / reads[i].Max());
            own["timesFloat32"] = Figures.Round(speeds[i].Max() / timed[i].Scan.RowBytes / floats);
        }
    }

    private static double Speed(long bytes, Action run)
    {
        var started = Stopwatch.GetTimestamp();
        run();
        return bytes / Stopwatch.GetElapsedTime(started).TotalSeconds / 1e9;
    }

    // What was read must be used, or nothing need be read.
    private static long PlainRead(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, Vector512<long>>(bytes);
        var (a, b, c, d) = (Vector512<long>.Zero, Vector512<long>.Zero, Vector512<long>.Zero, Vector512<long>.Zero);
        for (var i = 0; i + 4 <= words.Length; i += 4)
        {
            a += words[i];
            b += words[i + 1];
            c += words[i + 2];
            d += words[i + 3];
        }

        return Vector512.Sum(a + b + c + d);
    }
}
