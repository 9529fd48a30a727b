using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentGrains.Silo;

/// <summary>What the proxy writes, in OpenAI's names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CompletionAnswer))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ProxyError))]
[JsonSerializable(typeof(Dictionary<string, object?>), TypeInfoPropertyName = "DictionaryStringObject")]
internal sealed partial class ProxyJson : JsonSerializerContext
{
    /// <summary>The schema of a function that takes nothing.</summary>
    public static JsonElement NoParameters { get; } = JsonDocument.Parse("""{"type":"object","properties":{}}""").RootElement;
}

/// <summary>An answer, or a piece of one.</summary>
internal sealed record CompletionAnswer(string Id, string Object, long Created, string Model, IReadOnlyList<CompletionChoice> Choices, CompletionUsage? Usage = null);

/// <summary>The one choice there is.</summary>
internal sealed record CompletionChoice(int Index, CompletionMessage? Message = null, CompletionMessage? Delta = null, string? FinishReason = null);

/// <summary>What the model said.</summary>
internal sealed record CompletionMessage(string? Role, string? Content, IReadOnlyList<CompletionCall>? ToolCalls = null);

/// <summary>A tool that the client is to call.</summary>
internal sealed record CompletionCall(int? Index, string Id, string Type, CompletionFunction Function);

/// <summary>Which, and with what.</summary>
internal sealed record CompletionFunction(string Name, string Arguments);

/// <summary>Tokens, as the model counted them.</summary>
internal sealed record CompletionUsage(long PromptTokens, long CompletionTokens, long TotalTokens);

/// <summary>The models there are.</summary>
internal sealed record ModelList(string Object, IReadOnlyList<ModelItem> Data);

/// <summary>One model.</summary>
internal sealed record ModelItem(string Id, string Object, long Created, string OwnedBy);

/// <summary>What went wrong.</summary>
internal sealed record ProxyError(ProxyErrorBody Error);

/// <summary>What went wrong, in words and as a code.</summary>
internal sealed record ProxyErrorBody(string Message, string Type, string? Param, string? Code);
