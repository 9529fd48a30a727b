using System.CommandLine;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json.Nodes;

namespace AgentGrains.Benchmarks.Sts;

/// <summary>How well an embedder's cosines agree with people on how alike two sentences are (STS benchmark).</summary>
internal static class StsCommand
{
    public static Command Make()
    {
        var data = new Option<FileInfo>("--data") { Description = "STS-B file: tab separated, score in column 5, sentences in 6 and 7", Required = true };
        var embedder = new Option<string>("--embedder") { Description = "hashing (default) or model2vec:DIR", DefaultValueFactory = _ => "hashing" };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file" };
        var command = new Command("sts", "Spearman correlation of an embedder with human similarity") { data, embedder, json };
        command.SetAction(async (parsed, _) =>
            await Figures.ReportAsync(await RunAsync(parsed.GetValue(data)!, parsed.GetValue(embedder)!), parsed.GetValue(json)));
        return command;
    }

    private static async Task<JsonObject> RunAsync(FileInfo data, string embedder)
    {
        if (!data.Exists)
            throw new BenchmarkInputException($"There is no file {data.FullName}. Give --data the path of an STS-B file.");
        var pairs = (await File.ReadAllLinesAsync(data.FullName)).Select(line => line.Split('\t')).Where(columns => columns.Length >= 7).ToList();
        if (pairs.Count < 2)
            throw new BenchmarkInputException($"{data.FullName} holds no sentence pairs.");
        using var generator = EmbedderChoice.Make(embedder);
        var left = await generator.GenerateAsync(pairs.Select(columns => columns[5]));
        var right = await generator.GenerateAsync(pairs.Select(columns => columns[6]));
        var cosines = left.Zip(right, (a, b) => Cosine(a.Vector.Span, b.Vector.Span)).ToArray();
        var scores = pairs.Select(columns => double.Parse(columns[4], CultureInfo.InvariantCulture)).ToArray();
        return new JsonObject { ["pairs"] = pairs.Count, ["spearman"] = Figures.Round(Correlation(Ranks(cosines), Ranks(scores))) };
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var cosine = TensorPrimitives.CosineSimilarity(a, b);
        return float.IsNaN(cosine) ? 0 : cosine;   // a sentence without a known word
    }

    /// <summary>Ranks from 1; equal values share the mean of theirs.</summary>
    private static double[] Ranks(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Length];
        for (int first = 0, end = 0; first < order.Length; first = end)
        {
            while (end < order.Length && values[order[end]] == values[order[first]])
                end++;
            for (var i = first; i < end; i++)
                ranks[order[i]] = (first + end + 1) / 2.0;
        }

        return ranks;
    }

    private static double Correlation(double[] x, double[] y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        var covariance = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum();
        return covariance / Math.Sqrt(x.Sum(a => (a - meanX) * (a - meanX)) * y.Sum(b => (b - meanY) * (b - meanY)));
    }
}
