using System.Globalization;
using System.Text.Json;
using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Index;
using AgentGrains.Engine.Vectors;
using AgentGrains.Inference.Embedding;
using Xunit;

namespace AgentGrains.Tests.Engine;

/// <summary>Keeps evidence recall on LoCoMo's development conversations where it is. The data is not part of the repository.</summary>
public sealed class LocomoGuardTests
{
    [Fact]
    public async Task Ten_turns_hold_four_fifths_of_the_evidence_without_a_model() => await RequireAsync(null, 0.81);

    [Fact]
    public async Task Ten_turns_hold_more_of_it_with_a_static_model()
    {
        var folder = Path.Combine(DataFolder(), "..", "models", "potion-base-2M");
        Assert.SkipUnless(Directory.Exists(folder), $"{folder} is not there; set AGENTGRAINS_DATA to the folder beside models/.");
        using var model = new Model2VecEmbeddingGenerator(folder);
        await RequireAsync(model, 0.83);
    }

    private static async Task RequireAsync(Model2VecEmbeddingGenerator? model, double floor)
    {
        var file = Path.Combine(DataFolder(), "locomo", "locomo-dev.json");
        Assert.SkipUnless(File.Exists(file), $"{file} is not there; set AGENTGRAINS_DATA to the folder that holds locomo/.");
        using var conversations = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        var (sum, questions) = (0.0, 0);
        foreach (var conversation in conversations.RootElement.EnumerateArray())
        {
            var (index, turns) = await ReadAsync(conversation.GetProperty("conversation"), model);
            foreach (var question in conversation.GetProperty("qa").EnumerateArray())
            {
                var evidence = question.GetProperty("evidence").EnumerateArray().Select(id => id.GetString()!).ToArray();
                if (evidence.Length == 0 || question.GetProperty("category").GetInt32() == 5)
                    continue;
                var text = question.GetProperty("question").GetString()!;
                var hits = new List<RankedHit>();
                index.Search(new SearchQuery(text, 10) { Vector = await EmbedAsync(model, text), Model = model is null ? null : "static" }, hits);
                var found = hits.Select(hit => turns[hit.Ordinal]).ToHashSet();
                sum += evidence.Count(found.Contains) / (double)evidence.Length;
                questions++;
            }
        }

        Assert.Equal(760, questions);
        Assert.True(sum / questions >= floor, $"recall@10 is {sum / questions:F4}");
    }

    private static async Task<float[]?> EmbedAsync(Model2VecEmbeddingGenerator? model, string text) =>
        model is null ? null : (await model.GenerateAsync([text]))[0].Vector.ToArray();

    private static async Task<(RecallIndex Index, List<string> Turns)> ReadAsync(JsonElement conversation, Model2VecEmbeddingGenerator? model)
    {
        var (index, turns) = (new RecallIndex(model), new List<string>());
        for (var session = 1; conversation.TryGetProperty($"session_{session}_date_time", out var date); session++)
        {
            if (!conversation.TryGetProperty($"session_{session}", out var said))
                continue;
            var start = DateTime.ParseExact(date.GetString()!, "h:mm tt 'on' d MMMM, yyyy", CultureInfo.InvariantCulture);
            foreach (var turn in said.EnumerateArray())
            {
                var caption = turn.TryGetProperty("blip_caption", out var photo) ? $" [shares a photo: {photo.GetString()}]" : "";
                var text = turn.GetProperty("text").GetString() + caption;
                var ordinal = index.Add(Records.Turn(
                    text, turn.GetProperty("speaker").GetString(), $"session_{session}",
                    new DateTimeOffset(start.AddMinutes(turns.Count), TimeSpan.Zero)));
                if (await EmbedAsync(model, text) is { } vector && VectorCodec.HasDirection(vector))
                    index.SetVector(ordinal, VectorCodec.Quantize(vector, "static"));
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
