using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Derivation;

/// <summary>The text of a model's answer: complete, not refused, and without the fence that models like to put around JSON.</summary>
internal static class AnswerText
{
    /// <summary>Longest answer that is read, in UTF-16 code units.</summary>
    public const int MaxLength = 128 * 1024;

    private const string Fence = "```";

    /// <exception cref="FormatException">There is no text that can be read; the message says why.</exception>
    public static string Of(ChatResponse? response)
    {
        if (response is null)
            throw new FormatException("there is none");
        if (response.FinishReason == ChatFinishReason.Length)
            throw new FormatException("it was cut off at the model's limit of output");
        if (response.FinishReason == ChatFinishReason.ContentFilter)
            throw new FormatException("it was refused by a content filter");
        if (response.FinishReason == ChatFinishReason.ToolCalls)
            throw new FormatException("it calls a tool, and none was offered");
        if (response.Messages.Any(message => message.Contents.Any(content => content is ErrorContent)))
            throw new FormatException("the model refused, or reported an error");

        var text = response.Text.Trim();
        if (text.Length == 0)
            throw new FormatException("it is empty");
        return text.Length > MaxLength
            ? throw new FormatException($"it has {text.Length:N0} characters, and at most {MaxLength:N0} are read")
            : Unfenced(text);
    }

    private static string Unfenced(string text)
    {
        if (!text.StartsWith(Fence, StringComparison.Ordinal))
            return text;
        var begin = text.IndexOf('\n', StringComparison.Ordinal) + 1;
        if (begin == 0 || begin > text.Length - Fence.Length || !text.EndsWith(Fence, StringComparison.Ordinal))
            throw new FormatException("its code block does not end");
        return text[begin..^Fence.Length].Trim();
    }
}
