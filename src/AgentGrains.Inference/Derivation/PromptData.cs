using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using AgentGrains.Engine.Decisions;
using AgentGrains.Inference.Derivation.Prompts;

namespace AgentGrains.Inference.Derivation;

/// <summary>
/// What a model is asked about: one JSON object between two marks. Angle brackets, quotes and line breaks of what people said are
/// escaped, so that no text ends the data, forges a turn or writes a token of the model's own; ids are never shown.
/// </summary>
internal static class PromptData
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Turns to work on, numbered from 1, and those before them.</summary>
    /// <param name="window">The turns.</param>
    /// <param name="most">How much of each text is shown, in UTF-16 code units.</param>
    public static string Of(TurnWindow window, int most = int.MaxValue) => Write(json =>
    {
        Each(json, "earlier", window.Before, (turn, _) => Turn(json, turn, most));
        Each(json, "turns", window.Turns, (turn, number) =>
        {
            json.WriteNumber("number", number);
            Turn(json, turn, most);
        });
    });

    /// <summary>Turns to write a note about, numbered from 1, with a first version of it and how long it may be.</summary>
    public static string Of(TurnWindow window, string extract, int tokens) => Write(json =>
    {
        Each(json, "turns", window.Turns, (turn, number) =>
        {
            json.WriteNumber("number", number);
            Turn(json, turn, int.MaxValue);
        });
        json.WriteString("extract", extract);
        json.WriteNumber("tokens", tokens);
    });

    /// <summary>A statement, and records numbered from 1.</summary>
    public static string Of(ExtractedUnit unit, ImmutableArray<MemoryRecord> records) => Write(json =>
    {
        json.WriteStartObject("statement");
        Statement(json, unit.Text, unit.OccurredAt, unit.ValidFrom, unit.ValidTo, unit.Slot);
        json.WriteBoolean("negated", unit.Negated);
        Names(json, unit.CanonicalName, unit.Aliases);
        json.WriteEndObject();
        Each(json, "records", records, (record, number) =>
        {
            json.WriteNumber("number", number);
            Statement(json, record.Text, record.OccurredAt, record.ValidFrom, record.ValidTo, record.Slot);
            json.WriteBoolean("fixed", Protection.Covers(record));
            Names(json, record.CanonicalName, record.Aliases);
        });
    });

    /// <summary>A question, and texts in the order of their numbers.</summary>
    public static string Of(string question, ImmutableArray<string> items) => Write(json =>
    {
        json.WriteString("question", question);
        json.WriteStartArray("items");
        foreach (var item in items)
            json.WriteStringValue(item);
        json.WriteEndArray();
    });

    private static string Write(Action<Utf8JsonWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return $"{DataPrompt.Begin}\n{Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length)}\n{DataPrompt.End}";
    }

    private static void Each(Utf8JsonWriter json, string name, ImmutableArray<MemoryRecord> records, Action<MemoryRecord, int> write)
    {
        json.WriteStartArray(name);
        for (var i = 0; i < records.Length; i++)
        {
            json.WriteStartObject();
            write(records[i], i + 1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Turn(Utf8JsonWriter json, MemoryRecord turn, int most)
    {
        json.WriteString("speaker", turn.Provenance.Actor);
        json.WriteString("said", turn.OccurredAt.ToString("dddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        json.WriteString("text", Excerpt.Begin(turn.Text, most));
    }

    private static void Statement(Utf8JsonWriter json, string text, DateTimeOffset occurred, DateTimeOffset? validFrom, DateTimeOffset? validTo, Slot? slot)
    {
        json.WriteString("text", text);
        json.WriteString("occurred", Day(occurred));
        json.WriteString("validFrom", Day(validFrom));
        json.WriteString("validTo", Day(validTo));
        if (slot is null)
            return;
        json.WriteStartObject("slot");
        json.WriteString("subject", slot.Subject);
        json.WriteString("predicate", slot.Predicate);
        json.WriteString("value", slot.Value);
        json.WriteBoolean("multiValued", slot.MultiValued);
        json.WriteEndObject();
    }

    private static void Names(Utf8JsonWriter json, string? name, ImmutableArray<string> aliases)
    {
        if (name is null)
            return;
        json.WriteString("name", name);
        json.WriteStartArray("aliases");
        foreach (var alias in aliases)
            json.WriteStringValue(alias);
        json.WriteEndArray();
    }

    private static string? Day(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
