using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.SemanticKernel;

namespace AgentGrains.SemanticKernel.Agents;

/// <summary>
/// Stands between a model and its tools for one turn: counts calls, cuts off what hangs, turns what throws into words, and keeps a
/// record of everything. Whatever a tool does, the model is told and the turn goes on.
/// </summary>
internal sealed class ToolGuard(AgentTurn turn, ToolSecrets secrets, Func<bool> isHandedOver, Action<AgentUpdate>? tell, TimeProvider clock)
    : IFunctionInvocationFilter, IAutoFunctionInvocationFilter
{
    private readonly Lock _gate = new();
    private readonly List<ToolCall> _calls = [];
    private int _count;

    public ImmutableArray<ToolCall> Calls
    {
        get
        {
            lock (_gate)
                return [.. _calls];
        }
    }

    public async Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        var tool = $"{context.Function.PluginName}_{context.Function.Name}";
        tell?.Invoke(new AgentUpdate(AgentUpdateKind.ToolCalled, tool));
        var arguments = Write(context.Arguments);
        if (++_count > turn.MaxToolCalls)
        {
            var told = $"Not called: the budget of {turn.MaxToolCalls} tool calls of this turn is spent. Answer now with what you know.";
            context.Result = new FunctionResult(context.Function, told);
            Add(new ToolCall(tool, arguments, told, ToolOutcome.OverBudget));
            return;
        }

        try
        {
            await secrets.FillAsync(context.Arguments, context.CancellationToken);
            await next(context);
        }
        catch (AgentGrainsException failure)
        {
            context.Result = new FunctionResult(context.Function, new Ended($"Failed: {failure.Message}", ToolOutcome.Failed));   // a secret could not be read
        }

        var (result, outcome) = context.Result.GetValue<object>() is Ended ended ? (ended.Told, ended.Outcome) : (TextOf(context.Result), ToolOutcome.Answered);
        result = Shorten(secrets.Hide(result));
        context.Result = new FunctionResult(context.Function, result);
        Add(new ToolCall(tool, arguments, result, outcome));
        context.Terminate = isHandedOver();
    }

    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        try
        {
            // On the pool: a tool that blocks its thread must not hold the turn.
            await Task.Run(() => next(context), context.CancellationToken).WaitAsync(turn.ToolTimeout, clock, context.CancellationToken);
        }
        catch (TimeoutException)
        {
            End(ToolOutcome.TimedOut, $"Failed: the tool did not answer within {turn.ToolTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds.");
        }
        catch (Exception failure) when (!context.CancellationToken.IsCancellationRequested)
        {
            End(ToolOutcome.Failed, $"Failed: {failure.Message}");
        }

        void End(ToolOutcome outcome, string told) => context.Result = new FunctionResult(context.Function, new Ended(told, outcome));
    }

    /// <summary>Notes a call of a tool that there is not; the model is told by the kernel.</summary>
    public void AddUnknown(string tool, IDictionary<string, object?>? arguments)
    {
        tell?.Invoke(new AgentUpdate(AgentUpdateKind.ToolCalled, tool));
        Add(new ToolCall(tool, Write(arguments ?? new Dictionary<string, object?>()), $"There is no tool '{tool}'.", ToolOutcome.Unknown));
    }

    private void Add(ToolCall call)
    {
        lock (_gate)
            _calls.Add(call);
        tell?.Invoke(new AgentUpdate(AgentUpdateKind.ToolEnded, Tool: call));
    }

    private string Shorten(string text)
    {
        if (text.Length <= turn.MaxToolResult)
            return text;
        var end = turn.MaxToolResult - (char.IsHighSurrogate(text[turn.MaxToolResult - 1]) ? 1 : 0);
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, end)}… ({text.Length - end} more characters were cut off)");
    }

    private static string TextOf(FunctionResult result) => result.GetValue<object>() switch
    {
        null => "(nothing)",
        string text => text,
        var value => Serialize(value),
    };

    private static string Write(IEnumerable<KeyValuePair<string, object?>>? arguments) =>
        Serialize((arguments ?? []).ToDictionary(argument => argument.Key, argument => argument.Value));

    private static string Serialize(object value)
    {
        try
        {
            return JsonSerializer.Serialize(value);
        }
        catch (Exception unwritable) when (unwritable is NotSupportedException or JsonException or InvalidOperationException)
        {
            return value.ToString() ?? "";
        }
    }

    private sealed record Ended(string Told, ToolOutcome Outcome);
}
