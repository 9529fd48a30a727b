using System.Collections.Immutable;
using System.Text.Json;
using AgentGrains.Engine.Guard;
using AgentGrains.Engine.Memory;
using AgentGrains.Tests.Engine.Extraction;

namespace AgentGrains.Tests.Engine.Guard;

/// <summary>A harmless write; half of them calibrate, half check.</summary>
public sealed record BenignText(string Split, string Text);

/// <summary>A write that must not get through.</summary>
public sealed record AttackText(string Kind, string Text);

/// <summary>Writes made for the guard, beside the sentences and dialogues of the extraction fixtures, which are harmless too.</summary>
internal static class GuardFixtures
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static ImmutableArray<AttackText> Attacks { get; } = Read<AttackText>("attacks");

    public static IEnumerable<string> Benign(bool calibration)
    {
        var split = calibration ? "development" : "held-out";
        return Read<BenignText>("benign").Where(text => text.Split == (calibration ? "calibration" : "held-out")).Select(text => text.Text)
            .Concat(Fixtures.Sentences.Where(sentence => sentence.Split == split).Select(sentence => sentence.Text))
            .Concat(Fixtures.Dialogues.Where(dialogue => dialogue.Split == split).SelectMany(dialogue => dialogue.Turns.Select(turn => turn.Text)));
    }

    /// <summary>What a gate before an empty memory says of a text from a source nobody knows.</summary>
    public static GateVerdict Judge(string text, MemoryKind kind = MemoryKind.Turn) =>
        NewGate().Decide(new MemoryDraft { Text = text, Kind = kind, Source = "chat", Actor = "Ann" }, Ledger.Empty);

    public static float Suspicion(GateVerdict verdict) => 1 - verdict.Trust / SourceStanding.Unknown;

    public static WriteGate NewGate(MemoryType type = MemoryType.Episodic) => new(new MemoryImage(Scope.User("acme", "ann"), type), new GuardOptions());

    private static ImmutableArray<T> Read<T>(string name)
    {
        using var file = typeof(GuardFixtures).Assembly.GetManifestResourceStream($"Guard/{name}.json") ?? throw new FileNotFoundException(name);
        return JsonSerializer.Deserialize<ImmutableArray<T>>(file, Format);
    }
}
