using System.Collections.Immutable;
using AgentGrains.Cluster.Tests.Agents;
using AgentGrains.Inference.Derivation;
using AgentGrains.Tests.Engine;
using Microsoft.Extensions.AI;
using Xunit;

namespace AgentGrains.Tests.Inference.Derivation;

/// <summary>The four stages on a scripted model, asked about the same small matter.</summary>
internal static class Stages
{
    public const string Model = "scripted-1";

    public static readonly string[] Names = ["segmenter", "extractor", "linker", "policy"];

    /// <summary>Ann tells in three turns where she lives; one turn came before.</summary>
    public static readonly TurnWindow Window = new(
        [Records.Turn("Hello Ann!", "Bob", "s")],
        [
            Records.Turn("I moved to Lisbon yesterday.", "Ann", "s"),
            Records.Turn("How nice! And Rex?", "Bob", "s"),
            Records.Turn("He loves the beach.", "Ann", "s"),
        ]);

    public static readonly ExtractedUnit Unit = new()
    {
        Text = "Ann lives in Lisbon.",
        Sources = [Window.Turns[0].Id],
        OccurredAt = Records.Monday,
        Slot = new Slot("Ann", "lives in", "Lisbon"),
    };

    /// <summary>What is known: the second was pinned by a person, the third holds only from a later day on.</summary>
    public static readonly ImmutableArray<MemoryRecord> Known =
    [
        Records.Turn("Ann lives in Porto.") with { Slot = new Slot("Ann", "lives in", "Porto") },
        Records.Turn("Ann lives in Faro.") with { Pinned = true },
        Records.Turn("Ann lives in Braga.") with { ValidFrom = Records.Monday.AddDays(30) },
        Records.Turn("Rex is Ann's dog."),
    ];

    /// <summary>Ends with the test.</summary>
    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>An answer that each stage can use.</summary>
    public static string Good(string stage) => stage switch
    {
        "segmenter" => """{"segments":[{"first":1,"last":2,"reason":"session"},{"first":3,"last":3,"reason":"topic"}]}""",
        "extractor" => """{"statements":[{"turns":[1],"text":"Ann moved to Lisbon on 2023-05-07.","type":"fact"}]}""",
        "linker" => """{"links":[4]}""",
        _ => """{"action":"update","target":1,"reason":"newer"}""",
    };

    /// <summary>What a stage makes of a response.</summary>
    public static Task<object> AskAsync(string stage, ScriptedChat chat) => AskUntilAsync(stage, chat, Stop);

    public static async Task<object> AskUntilAsync(string stage, ScriptedChat chat, CancellationToken cancellationToken) => stage switch
    {
        "segmenter" => await new ChatSegmenter(chat).SegmentAsync(Window, cancellationToken),
        "extractor" => await new ChatExtractor(chat).ExtractAsync(Window, cancellationToken),
        "linker" => await new ChatLinker(chat).LinkAsync(Unit, Known, cancellationToken),
        _ => await new ChatOperationPolicy(chat).DecideAsync(Unit, Known, cancellationToken),
    };

    public static Task<object> AskAsync(string stage, string answer) => AskAsync(stage, new ScriptedChat(answer, Model));

    public static Task<object> AskAsync(string stage, ChatResponse response) =>
        AskAsync(stage, new ScriptedChat((_, _, _) => Task.FromResult(response), Model));

    /// <summary>The answer must be refused, for a reason, with a message that names the stage.</summary>
    public static async Task RefusesAsync(string stage, string answer, string reason) => Says(await Assert.ThrowsAsync<ModelOutputException>(() => AskAsync(stage, answer)), stage, reason);

    public static void Says(ModelOutputException refused, string stage, string reason)
    {
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"{stage} (chat:{Model}/1)", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith(stage, refused.Stage, StringComparison.Ordinal);
        Assert.InRange(refused.Message.Length, 1, 400);
    }
}
