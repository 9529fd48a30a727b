using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace AgentGrains.Inference.Debate;

/// <summary>What a role is shown: one JSON object between marks. Quotes and angle brackets are escaped, so that no text ends the data.</summary>
internal static class DebateData
{
    private const int MostOfText = 24_000;   // UTF-16 units of one solution, problem or critique
    private const int MostOfCase = 800;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static string Of(DebateView view, string? formulation = null)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("task", Begin(view.Task.Problem, MostOfText));
            if (formulation is not null)
                json.WriteString("formulation", formulation);
            if (view.Own is { } own)
            {
                json.WritePropertyName("own");
                Position(json, own, named: false);
            }

            Each(json, "others", view.Others, (position, _) => Position(json, position, named: true));
            Each(json, "critiques", view.Critiques, (critique, _) =>
            {
                json.WriteStartObject();
                json.WriteString("team", critique.Team);
                json.WriteString("text", Begin(critique.Text, MostOfText));
                json.WriteEndObject();
            });
            Each(json, "cases", view.Cases, (item, _) => Case(json, item));
            json.WriteEndObject();
        }

        return $"{DebatePrompts.Begin}\n{Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length)}\n{DebatePrompts.End}";
    }

    private static void Position(Utf8JsonWriter json, TeamPosition position, bool named)
    {
        json.WriteStartObject();
        if (named)
            json.WriteString("team", position.Team);
        json.WriteString("solution", position.Solution is null ? null : Begin(position.Solution, MostOfText));
        json.WriteString("status", position.Outcome.Status.ToString());
        if (position.Outcome.Value is { } value)
            json.WriteNumber("value", value);
        if (position.Outcome.Text is { } text)
            json.WriteString("outcome", Begin(text, MostOfText));
        Each(json, "remarks", position.Outcome.Remarks, (remark, _) => json.WriteStringValue(remark));
        json.WriteEndObject();
    }

    private static void Case(Utf8JsonWriter json, BankCase item)
    {
        json.WriteStartObject();
        json.WriteString("kind", item.Kind.ToString());
        json.WriteString("finding", item.Verdict == Verdict.Verified ? "verified" : item.Verdict == Verdict.Refuted ? "refuted" : "unverified");
        json.WriteNumber("similarity", Math.Round(item.Similarity, 2));
        json.WriteString("problem", Begin(item.Problem, MostOfCase));
        json.WriteString("wrong", Begin(item.Wrong, MostOfCase));
        json.WriteString("right", Begin(item.Right, MostOfCase));
        Each(json, "watch", item.Guardrails, (rail, _) => json.WriteStringValue(rail));
        json.WriteEndObject();
    }

    private static void Each<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T, int> write)
    {
        if (items.Count == 0)
            return;
        json.WriteStartArray(name);
        for (var i = 0; i < items.Count; i++)
            write(items[i], i);
        json.WriteEndArray();
    }

    private static string Begin(string text, int most) => Derivation.Excerpt.Begin(text, most);
}
