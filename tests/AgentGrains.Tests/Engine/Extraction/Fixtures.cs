using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace AgentGrains.Tests.Engine.Extraction;

/// <summary>A labelled sentence; what is not written is expected to be empty.</summary>
/// <param name="Split">"development" or "held-out".</param>
/// <param name="Kind">What it was written for.</param>
/// <param name="Speaker">Who says it: "I".</param>
/// <param name="Listener">Whom it is said to: "you".</param>
/// <param name="Said">The day it was said, as an ISO date.</param>
/// <param name="Text">The sentence.</param>
/// <param name="Dates">The days it tells, a day or "first..last".</param>
/// <param name="Slots">"= subject|predicate|value" for a single-valued slot, "+" for a multi-valued one, "-" for one that is over.</param>
/// <param name="Aliases">"long form = short form".</param>
public sealed record LabelledSentence(
    string Split, string Kind, string Speaker, string Listener, string Said, string Text,
    ImmutableArray<string> Dates, ImmutableArray<string> Slots, ImmutableArray<string> Aliases);

/// <summary>A labelled dialogue: what is believed at its end, what was superseded or ended on the way, and before which turns the matter changes.</summary>
public sealed record LabelledDialogue(
    string Split, string Said, ImmutableArray<LabelledTurn> Turns, ImmutableArray<string> Believed, ImmutableArray<string> Superseded, ImmutableArray<string> Ended,
    ImmutableArray<int> Boundaries);

/// <summary>A turn of a dialogue, some minutes after the one before.</summary>
public sealed record LabelledTurn(int Minutes, string Speaker, string Text);

/// <summary>Two statements of one speaker: whether the second contradicts the first.</summary>
public sealed record LabelledPair(string Split, bool Contradicts, string First, string Second);

/// <summary>The labelled data, embedded in this assembly. How it is written: docs/derivation.md.</summary>
internal static class Fixtures
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static ImmutableArray<LabelledSentence> Sentences { get; } =
        [.. new[] { "dates", "names", "slots", "nothing" }.SelectMany(name => Read<LabelledSentence>(name))];

    public static ImmutableArray<LabelledDialogue> Dialogues { get; } =
        [.. new[] { "dialogues-development", "dialogues-held-out" }.SelectMany(name => Read<LabelledDialogue>(name))];

    public static ImmutableArray<LabelledPair> Pairs { get; } = Read<LabelledPair>("pairs");

    /// <summary>Two in the afternoon of a day.</summary>
    public static DateTimeOffset Afternoon(string day) =>
        new(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToDateTime(new TimeOnly(14, 0)), TimeSpan.Zero);

    private static ImmutableArray<T> Read<T>(string name)
    {
        using var file = typeof(Fixtures).Assembly.GetManifestResourceStream($"Extraction/{name}.json") ?? throw new FileNotFoundException(name);
        return JsonSerializer.Deserialize<ImmutableArray<T>>(file, Format);
    }
}
