using System.Diagnostics;

namespace AgentGrains.Runtime;

/// <summary>Every trace of the runtime, named once. Spans carry names and numbers, never what a memory holds.</summary>
internal static class RuntimeTraces
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "AgentGrains.Runtime";

    private const string Operation = "gen_ai.operation.name";
    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>A write to one memory.</summary>
    public static Activity? Remember(MemoryType type, int drafts) => Source.StartActivity("remember")
        ?.SetTag("memory.type", type.ToString()).SetTag("memory.drafts", drafts);

    /// <summary>A recall.</summary>
    public static Activity? Recall(RecallRequest request) => Source.StartActivity("recall")
        ?.SetTag("recall.scopes", request.Scopes.Length).SetTag("recall.limit", request.Limit);

    /// <summary>A turn of an agent.</summary>
    public static Activity? InvokeAgent(string agent) => Source.StartActivity($"invoke_agent {agent}")
        ?.SetTag(Operation, "invoke_agent").SetTag("gen_ai.agent.name", agent);

    /// <summary>A call of a chat model.</summary>
    public static Activity? Chat(string? model) => Source.StartActivity($"chat {model}", ActivityKind.Client)
        ?.SetTag(Operation, "chat").SetTag("gen_ai.request.model", model);

    /// <summary>What a call of a model took.</summary>
    public static void Used(this Activity? chat, long? input, long? output) =>
        chat?.SetTag("gen_ai.usage.input_tokens", input).SetTag("gen_ai.usage.output_tokens", output);

    /// <summary>That it failed, and how; the message may hold what a memory holds and is left out.</summary>
    public static void Failed(this Activity? span, Exception failure) =>
        span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", failure.GetType().FullName);
}
