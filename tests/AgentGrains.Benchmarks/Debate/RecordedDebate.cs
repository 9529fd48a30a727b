using System.Globalization;
using System.Text.Json;

namespace AgentGrains.Benchmarks.Debate;

/// <summary>A debate between two teams as Agora-Opt recorded it: what both proposed, and what came out after every round.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Rounds">Values of both teams, the first proposals first; null where nothing came out.</param>
/// <param name="IsWhole">Whether the recorded rounds are numbered from 1 without a gap.</param>
/// <param name="Final">The recorded final value.</param>
/// <param name="Truth">The right value; null when it is not a number.</param>
internal sealed record RecordedDebate(string Id, string Problem, List<(double? A, double? B)> Rounds, bool IsWhole, double? Final, double? Truth)
{
    /// <summary>The tolerance of the recorded experiments: 5 %, 1e-3 where the values are zero.</summary>
    public static OutcomeTolerance RecordedTolerance { get; } = new(1e-3, 0.05);

    /// <summary>Rounds of critique and revision that were recorded.</summary>
    public int LastRound => Rounds.Count - 1;

    /// <summary>Why it cannot be replayed without guessing; null when it can.</summary>
    public string? WhyNotReplayable => !IsWhole ? "rounds are missing in its history"
        : !Agrees(Rounds[^1]) ? "its history ends before agreement"
        : Final is null ? "no final value was recorded"
        : null;

    public static List<RecordedDebate> Read(FileInfo data)
    {
        if (!data.Exists)
            throw new BenchmarkInputException($"There is no file {data.FullName}. Give --data a file of recorded debates.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(data.FullName));
            return [.. document.RootElement.EnumerateArray().Select(Read)];
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new BenchmarkInputException($"{data.FullName} is not a list of recorded debates: {broken.Message}");
        }
    }

    private static RecordedDebate Read(JsonElement item)
    {
        var rounds = item.GetProperty("rounds").EnumerateArray().ToList();
        var whole = rounds.Select(round => round.GetProperty("round").GetInt32()).SequenceEqual(Enumerable.Range(1, rounds.Count));
        return new RecordedDebate(
            item.GetProperty("id").GetString()!, item.GetProperty("problem").GetString()!,
            [(Number(item, "initialA"), Number(item, "initialB")), .. rounds.Select(round => (Value(round, "a"), Value(round, "b")))],
            whole, Number(item, "finalObjective"), Number(item, "groundTruth"));
    }

    private static double? Value(JsonElement round, string team) =>
        round.TryGetProperty($"{team}Status", out var status) && status.GetString() != "success" ? null : Number(round, team);

    // Some right values are written as text.
    private static double? Number(JsonElement item, string property) => !item.TryGetProperty(property, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when double.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => null,
    };

    private static bool Agrees((double? A, double? B) round) => round is ({ } a, { } b)
        && Math.Abs(a - b) <= Math.Max(RecordedTolerance.Absolute, RecordedTolerance.Relative * Math.Max(Math.Abs(a), Math.Abs(b)));
}
