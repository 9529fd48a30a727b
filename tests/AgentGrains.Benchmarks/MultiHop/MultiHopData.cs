using System.Text.Json;

namespace AgentGrains.Benchmarks.MultiHop;

/// <summary>A passage.</summary>
internal sealed record Passage(string Title, string Text);

/// <summary>A question and the titles of the passages that answer it together.</summary>
internal sealed record MultiHopQuestion(string Text, IReadOnlySet<string> Supporting);

/// <summary>Reads HotpotQA's questions and a file of passages.</summary>
internal static class MultiHopData
{
    /// <summary>Either an object of title and sentences, or a list of {title, text}.</summary>
    public static async Task<List<Passage>> PassagesAsync(FileInfo file)
    {
        using var document = await ReadAsync(file, "--corpus");
        var root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object
            ? [.. root.EnumerateObject().Select(passage => new Passage(passage.Name, Text(passage.Value)))]
            : [.. root.EnumerateArray().Select(passage => new Passage(passage.GetProperty("title").GetString()!, Text(passage.GetProperty("text"))))];
    }

    public static async Task<List<MultiHopQuestion>> QuestionsAsync(FileInfo file)
    {
        using var document = await ReadAsync(file, "--data");
        return [.. document.RootElement.EnumerateArray().Select(question => new MultiHopQuestion(
            question.GetProperty("question").GetString()!,
            question.GetProperty("supporting_facts").EnumerateArray().Select(fact => fact[0].GetString()!).ToHashSet()))];
    }

    private static string Text(JsonElement text) =>
        (text.ValueKind == JsonValueKind.Array ? string.Concat(text.EnumerateArray().Select(sentence => sentence.GetString())) : text.GetString()!).Trim();

    private static async Task<JsonDocument> ReadAsync(FileInfo file, string option)
    {
        if (!file.Exists)
            throw new BenchmarkInputException($"There is no file {file.FullName}. Give {option} the path of a JSON file.");
        await using var stream = file.OpenRead();
        return await JsonDocument.ParseAsync(stream);
    }
}
