using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AgentGrains.Benchmarks.Debate;

/// <summary>A debate between two teams as Agora-Opt recorded it: what both proposed, and what came out after every round.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Rounds">Values of both teams, the first proposals first; null where nothing came out.</param>
/// <param name="IsWhole">Whether the recorded rounds are numbered from 1 without a gap.</param>
/// <param name="Final">The recorded final value.</param>
/// <param name="Truth">The right value; null when it is not a number.</param>
internal sealed partial record RecordedDebate(string Id, string Problem, List<(double? A, double? B)> Rounds, bool IsWhole, double? Final, double? Truth)
{
    /// <summary>The tolerance of the recorded experiments: 5 %, 1e-3 where the values are zero.</summary>
    public static OutcomeTolerance RecordedTolerance { get; } = new(1e-3, 0.05);

    private const int MaxRounds = 100;
    private const int MaxText = 16_000;   // UTF-16 units; the text plays no part in a replay

    /// <summary>How many teams took part.</summary>
    public int Teams { get; init; } = 2;

    /// <summary>Rounds of critique and revision that were recorded.</summary>
    public int LastRound => Rounds.Count - 1;

    /// <summary>Why it cannot be replayed without guessing; null when it can.</summary>
    public string? WhyNotReplayable => Teams > 2 ? "more than two teams took part"
        : LastRound > MaxRounds ? $"it has more than {MaxRounds} rounds"
        : !IsWhole ? "rounds are missing in its history"
        : !Agrees(Rounds[^1]) ? "its history ends before agreement"
        : Final is null ? "no final value was recorded"
        : null;

    public static List<RecordedDebate> Read(FileInfo data)
    {
        if (!data.Exists)
            throw new BenchmarkInputException($"There is no file {data.FullName}. Give --data a file of recorded debates.");
        return Read(File.ReadAllText(data.FullName), data.FullName);
    }

    /// <summary>Reads a list of debates; what one of them lacks makes that one not replayable, and not the others.</summary>
    /// <exception cref="BenchmarkInputException">It is no list of objects.</exception>
    public static List<RecordedDebate> Read(string text, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(NotANumber().Replace(text, "null"));
            return [.. document.RootElement.EnumerateArray().Select((item, number) => Read(item, number + 1))];
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new BenchmarkInputException($"{name} is not a list of recorded debates: {broken.Message}");
        }
    }

    private static RecordedDebate Read(JsonElement item, int number)
    {
        var rounds = item.TryGetProperty("rounds", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(round => round.ValueKind == JsonValueKind.Object).ToList()
            : [];
        var whole = rounds.Select(round => Number(round, "round")).SequenceEqual(Enumerable.Range(1, rounds.Count).Select(round => (double?)round));
        return new RecordedDebate(
            Text(item, "id", $"number {number}", MaxText), Text(item, "problem", "(The problem was not recorded.)", MaxText),
            [(Number(item, "initialA"), Number(item, "initialB")), .. rounds.Select(round => (Value(round, "a"), Value(round, "b")))],
            whole, Number(item, "finalObjective"), Number(item, "groundTruth"))
        {
            Teams = item.TryGetProperty("initialC", out _) || rounds.Exists(round => round.TryGetProperty("c", out _)) ? 3 : 2,
        };
    }

    private static double? Value(JsonElement round, string team) =>
        round.TryGetProperty($"{team}Status", out var status) && status.ValueKind == JsonValueKind.String && status.GetString() != "success" ? null : Number(round, team);

    // Some right values are written as text.
    private static double? Number(JsonElement item, string property) => !item.TryGetProperty(property, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        JsonValueKind.String when double.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => null,
    };

    private static string Text(JsonElement item, string property, string missing, int most) =>
        item.TryGetProperty(property, out var value) && value.ValueKind != JsonValueKind.Null && (value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()) is var text
            && !string.IsNullOrWhiteSpace(text)
            ? text.Length <= most ? text : string.Concat(text.EnumerateRunes().Take(most / 2).Select(rune => rune.ToString()))
            : missing;

    // What some writers of JSON put where there is no number.
    [GeneratedRegex(@"(?<=[:\[,]\s*)(?:NaN|-?Infinity)(?=\s*[,}\]])")]
    private static partial Regex NotANumber();

    private static bool Agrees((double? A, double? B) round) => round is ({ } a, { } b)
        && Math.Abs(a - b) <= Math.Max(RecordedTolerance.Absolute, RecordedTolerance.Relative * Math.Max(Math.Abs(a), Math.Abs(b)));
}
