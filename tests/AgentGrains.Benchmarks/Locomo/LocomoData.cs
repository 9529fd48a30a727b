using System.Globalization;
using System.Text.Json;

namespace AgentGrains.Benchmarks.Locomo;

/// <summary>One LoCoMo conversation.</summary>
internal sealed record LocomoConversation(string Id, IReadOnlyList<LocomoTurn> Turns, IReadOnlyList<LocomoQuestion> Questions);

/// <summary>One turn; the photo caption is part of what was shown, the search query that found the photo is not.</summary>
internal sealed record LocomoTurn(string DialogId, string Session, DateTimeOffset At, string Speaker, string Text);

/// <summary>One question with the dialog ids of its evidence.</summary>
internal sealed record LocomoQuestion(string Text, int Category, IReadOnlySet<string> Evidence);

/// <summary>Reads the LoCoMo file format.</summary>
internal static class LocomoData
{
    public static async Task<List<LocomoConversation>> ReadAsync(FileInfo file)
    {
        if (!file.Exists)
            throw new BenchmarkInputException($"There is no file {file.FullName}. Give --data the path of a LoCoMo JSON file.");
        await using var stream = file.OpenRead();
        using var document = await JsonDocument.ParseAsync(stream);
        return [.. document.RootElement.EnumerateArray().Select(Conversation)];
    }

    private static LocomoConversation Conversation(JsonElement sample)
    {
        var conversation = sample.GetProperty("conversation");
        var turns = new List<LocomoTurn>();
        for (var number = 1; number <= 100; number++)
        {
            if (conversation.TryGetProperty($"session_{number}", out var session))
                turns.AddRange(Session(conversation, number, session));
        }

        var known = turns.Select(turn => turn.DialogId).ToHashSet();
        return new LocomoConversation(
            sample.GetProperty("sample_id").GetString()!,
            turns,
            [.. sample.GetProperty("qa").EnumerateArray().Select(question => Question(question, known))]);
    }

    private static IEnumerable<LocomoTurn> Session(JsonElement conversation, int number, JsonElement session)
    {
        var at = DateTimeOffset.ParseExact(
            conversation.GetProperty($"session_{number}_date_time").GetString()!, "h:mm tt 'on' d MMMM, yyyy",
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var minute = 0;
        foreach (var turn in session.EnumerateArray())
        {
            var text = turn.GetProperty("text").GetString()!;
            if (turn.TryGetProperty("blip_caption", out var caption))
                text = $"{text} [shares a photo: {caption.GetString()}]".TrimStart();
            yield return new LocomoTurn(
                turn.GetProperty("dia_id").GetString()!, $"session-{number}", at.AddMinutes(minute++), turn.GetProperty("speaker").GetString()!, text);
        }
    }

    private static LocomoQuestion Question(JsonElement question, HashSet<string> known)
    {
        // A few annotations hold several ids in one string.
        var evidence = question.TryGetProperty("evidence", out var ids)
            ? ids.EnumerateArray().SelectMany(id => id.GetString()!.Split([';', ' ', ','], StringSplitOptions.RemoveEmptyEntries)).Where(known.Contains).ToHashSet()
            : [];
        return new LocomoQuestion(question.GetProperty("question").GetString()!, question.GetProperty("category").GetInt32(), evidence);
    }
}
