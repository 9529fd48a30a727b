using System.Text.Json.Nodes;
using AgentGrains.Engine.Decay;
using AgentGrains.Engine.Vectors;

namespace AgentGrains.Benchmarks.Vectors;

/// <summary>
/// The index's own vectors when memory has come to rest: records of every age from none to the day before they would be archived, none of them
/// ever used, at the default <see cref="ForgettingOptions"/>.
/// </summary>
internal static class ZoneMix
{
    public static JsonObject Measure(VectorSet set, int originalBits)
    {
        var options = new ForgettingOptions();
        var space = new DenseSpace("mix", set.Dimension);
        var oldest = OldestDays(options);
        var (bytes, counts) = (0L, new int[4]);
        for (var row = 0; row < set.Count; row++)
        {
            // Ages in no order, so that topics and ages have nothing to do with each other.
            var age = oldest * (row * 7_919L % set.Count) / set.Count;
            var zone = Zones.Next(MemoryZone.Active, Retained(age, options), options);
            var original = originalBits == 32 ? VectorCodec.Keep(set.Row(row), "mix") : VectorCodec.Quantize(set.Row(row), "mix");
            var stored = StoredPrecision.Reduce(original, zone)!;
            space.Set(row, stored);
            bytes += stored.Bytes.Length;
            counts[(int)zone]++;
        }

        var (cosines, found) = (new float[set.Count], 0);
        for (var question = 0; question < set.Questions.Length; question++)
        {
            space.Scan(set.Questions[question], cosines);
            found += VectorSet.Best(cosines, VectorSet.Nearest).Intersect(set.Exact[question]).Count();
        }

        return new JsonObject
        {
            ["recallAt10"] = Figures.Round(found / (double)(VectorSet.Nearest * set.Questions.Length)),
            ["bytesPerVector"] = Figures.Round(bytes / (double)set.Count),
            ["timesSmaller"] = Figures.Round(set.Dimension * 4.0 * set.Count / bytes),
            ["active"] = Figures.Round(counts[0] / (double)set.Count),
            ["warm"] = Figures.Round(counts[1] / (double)set.Count),
            ["cold"] = Figures.Round(counts[2] / (double)set.Count),
        };
    }

    private static double Retained(double days, ForgettingOptions options)
    {
        var made = DateTimeOffset.UnixEpoch;
        var record = new MemoryRecord { Id = default, Text = "x", RecordedAt = made };
        return Retention.Of(record, made.AddDays(days), options);
    }

    private static double OldestDays(ForgettingOptions options)
    {
        var days = 0;
        while (Zones.Next(MemoryZone.Active, Retained(days + 1, options), options) != MemoryZone.Archive)
            days++;
        return days;
    }
}
