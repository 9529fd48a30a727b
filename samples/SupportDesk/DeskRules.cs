using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace AgentGrains.Samples.SupportDesk;

/// <summary>What the stand-in models do: a few rules where a real one would think.</summary>
internal static partial class DeskRules
{
    public static AIContent Front(IReadOnlyList<ChatMessage> messages)
    {
        var asked = Asked(messages);
        if (ResultsSince(messages) is [.., var result])
            return new TextContent($"Your {result}.");
        if (asked.Contains("money", StringComparison.Ordinal) || asked.Contains("refund", StringComparison.Ordinal))
            return Call("team_handoff", ("agent", "billing"), ("note", "it is about a refund"));
        return Order().Match(asked) is { Success: true } order
            ? Call("orders_status", ("order", int.Parse(order.Groups[1].Value, CultureInfo.InvariantCulture)))
            : Call("team_handoff", ("agent", "librarian"));
    }

    public static AIContent Billing(IReadOnlyList<ChatMessage> messages)
    {
        var asked = Asked(messages);
        if (Order().Match(asked) is not { Success: true } order)
        {
            // Earlier turns of the session are in the conversation.
            var earlier = messages.LastOrDefault(message => message.Role == ChatRole.Assistant && message.Text.Length > 0)?.Text;
            return new TextContent(earlier is null ? "I have said nothing yet." : $"I said: {earlier}");
        }

        var number = int.Parse(order.Groups[1].Value, CultureInfo.InvariantCulture);
        return ResultsSince(messages).Count switch
        {
            0 => Call("memory_lessons", ("task", asked)),
            1 => Call("orders_status", ("order", number)),
            2 => Call("orders_refund", ("order", number)),
            _ => new TextContent($"Done: {ResultsSince(messages)[^1]}."),
        };
    }

    private static string Asked(IReadOnlyList<ChatMessage> messages) => messages.Last(message => message.Role == ChatRole.User).Text;

    private static List<string> ResultsSince(IReadOnlyList<ChatMessage> messages) =>
        [.. messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.Result?.ToString() ?? "")];

    private static FunctionCallContent Call(string function, params (string Name, object? Value)[] arguments) =>
        new($"call-{function}", function, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));

    [GeneratedRegex(@"order (\d+)")]
    private static partial Regex Order();
}
