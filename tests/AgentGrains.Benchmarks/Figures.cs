using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace AgentGrains.Benchmarks;

/// <summary>What a measurement found: printed as a table, written as JSON.</summary>
internal static class Figures
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Median and 95th percentile of durations in milliseconds.</summary>
    public static JsonObject Percentiles(List<double> milliseconds)
    {
        milliseconds.Sort();
        return new JsonObject { ["p50"] = Round(At(0.50)), ["p95"] = Round(At(0.95)) };

        double At(double share) => milliseconds.Count == 0 ? 0 : milliseconds[Math.Min(milliseconds.Count - 1, (int)(share * milliseconds.Count))];
    }

    public static double Round(double value) => Math.Round(value, 4);

    public static async Task ReportAsync(JsonObject figures, FileInfo? json)
    {
        var table = new Table().AddColumn("figure").AddColumn(new TableColumn("value").RightAligned());
        Add(table, "", figures);
        AnsiConsole.Write(table);
        if (json is null)
            return;
        json.Directory?.Create();
        await File.WriteAllTextAsync(json.FullName, figures.ToJsonString(Indented));
    }

    private static void Add(Table table, string prefix, JsonObject figures)
    {
        foreach (var (name, value) in figures)
        {
            if (value is JsonObject nested)
                Add(table, $"{prefix}{name}.", nested);
            else
                table.AddRow(Markup.Escape(prefix + name), Markup.Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
        }
    }
}
