using System.Globalization;
using System.Text.Json;
using AgentGrains.Engine.Index;
using Xunit;

namespace AgentGrains.Tests.Engine;

/// <summary>Keeps evidence recall on LoCoMo's development conversations where it is. The data is not part of the repository.</summary>
public sealed class LocomoGuardTests
{
    [Fact]
    public void Ten_turns_hold_four_fifths_of_the_evidence_without_a_model()
    {
        var file = Path.Combine(DataFolder(), "locomo", "locomo-dev.json");
        Assert.SkipUnless(File.Exists(file), $"{file} is not there; set AGENTGRAINS_DATA to the folder that holds locomo/.");
        using var conversations = JsonDocument.Parse(File.ReadAllText(file));
        var (sum, questions) = (0.0, 0);
        foreach (var conversation in conversations.RootElement.EnumerateArray())
        {
            var (index, turns) = Read(conversation.GetProperty("conversation"));
            foreach (var question in conversation.GetProperty("qa").EnumerateArray())
            {
                var evidence = question.GetProperty("evidence").EnumerateArray().Select(id => id.GetString()!).ToArray();
                if (evidence.Length == 0 || question.GetProperty("category").GetInt32() == 5)
                    continue;
                var found = index.Find(question.GetProperty("question").GetString()!).Select(hit => turns[hit.Ordinal]).ToHashSet();
                sum += evidence.Count(found.Contains) / (double)evidence.Length;
                questions++;
            }
        }

        Assert.Equal(760, questions);
        Assert.True(sum / questions >= 0.80, $"recall@10 is {sum / questions:F4}");
    }

    private static (RecallIndex Index, List<string> Turns) Read(JsonElement conversation)
    {
        var (index, turns) = (new RecallIndex(), new List<string>());
        for (var session = 1; conversation.TryGetProperty($"session_{session}_date_time", out var date); session++)
        {
            if (!conversation.TryGetProperty($"session_{session}", out var said))
                continue;
            var start = DateTime.ParseExact(date.GetString()!, "h:mm tt 'on' d MMMM, yyyy", CultureInfo.InvariantCulture);
            foreach (var turn in said.EnumerateArray())
            {
                var caption = turn.TryGetProperty("blip_caption", out var photo) ? $" [shares a photo: {photo.GetString()}]" : "";
                index.Add(Records.Turn(
                    turn.GetProperty("text").GetString() + caption, turn.GetProperty("speaker").GetString(), $"session_{session}",
                    new DateTimeOffset(start.AddMinutes(turns.Count), TimeSpan.Zero)));
                turns.Add(turn.GetProperty("dia_id").GetString()!);
            }
        }

        return (index, turns);
    }

    internal static string DataFolder()
    {
        if (Environment.GetEnvironmentVariable("AGENTGRAINS_DATA") is { Length: > 0 } folder)
            return folder;
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "AgentGrains.sln")))
            root = root.Parent;
        return Path.Combine(root?.Parent?.FullName ?? ".", "shared", "data");
    }
}
