using System.Collections.Concurrent;
using System.Text.Json;
using AgentGrains.Cluster.Tests.Agents;
using Microsoft.Extensions.AI;

namespace AgentGrains.Cluster.Tests.Derivation;

/// <summary>A chat model that plays the stages of derivation: a test says what each answers to its data.</summary>
internal sealed class ScriptedStages
{
    private readonly ConcurrentQueue<string> _asked = [];

    public ScriptedStages() => Chat = new ScriptedChat(AnswerAsync, "scripted-1");

    public ScriptedChat Chat { get; }

    /// <summary>One segment unless the test says otherwise.</summary>
    public Func<JsonElement, string> Segmenter { get; set; } =
        data => $$"""{"segments":[{"first":1,"last":{{data.GetProperty("turns").GetArrayLength()}},"reason":"topic"}]}""";

    public Func<JsonElement, string> Extractor { get; set; } = _ => """{"statements":[]}""";

    public Func<JsonElement, string> Linker { get; set; } = _ => """{"links":[]}""";

    public Func<JsonElement, string> Policy { get; set; } = _ => """{"action":"add","target":null,"reason":"new"}""";

    /// <summary>What the answers wait for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public int Asked(string stage) => _asked.Count(name => name == stage);

    /// <summary>Where Ann lives, as the extractor takes it from a turn.</summary>
    public static string LivesIn(int turn, string town) =>
        $$$"""{"turns":[{{{turn}}}],"text":"Ann lives in {{{town}}}, as she said.","type":"fact","slot":{"subject":"Ann","predicate":"lives in","value":"{{{town}}}"}}""";

    private async Task<ChatResponse> AnswerAsync(IReadOnlyList<ChatMessage> prompt, ChatOptions? options, CancellationToken cancellationToken)
    {
        var stage = ((ChatResponseFormatJson)options!.ResponseFormat!).SchemaName!;
        _asked.Enqueue(stage);
        await Gate;
        using var data = JsonDocument.Parse(prompt[^1].Text["<data>".Length..^"</data>".Length]);
        return ScriptedChat.Says(stage switch
        {
            "segmenter" => Segmenter(data.RootElement),
            "extractor" => Extractor(data.RootElement),
            "linker" => Linker(data.RootElement),
            _ => Policy(data.RootElement),
        });
    }
}
