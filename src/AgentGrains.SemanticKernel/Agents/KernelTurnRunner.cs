using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace AgentGrains.SemanticKernel.Agents;

/// <summary>Runs turns through Semantic Kernel: its chat completion, its plugins, its automatic function calling with filters as guards.</summary>
internal sealed class KernelTurnRunner(IServiceProvider services, IEnumerable<AgentPlugin> plugins, TimeProvider clock) : IAgentTurnRunner
{
    /// <summary>Key of the chat client of a model's name.</summary>
    public static string ModelKey(string model) => $"agentgrains.model:{model}";

    /// <summary>What kernel functions find the turn under, in <see cref="Kernel.Data"/>.</summary>
    public const string TurnKey = "agentgrains.turn";

    private const int ExtraAnswers = 2;   // for a model that goes on calling when its budget is spent: told once, then without tools

    private readonly QuietServices _quiet = new(services);
    private readonly Dictionary<string, AgentPlugin> _plugins = plugins.ToDictionary(plugin => plugin.Name, StringComparer.Ordinal);

    public void Check(AgentProfile profile)
    {
        foreach (var plugin in profile.Plugins.IsDefault ? [] : profile.Plugins)
        {
            if (plugin != AgentProfile.MemoryPlugin && !_plugins.ContainsKey(plugin))
            {
                var known = string.Join(", ", _plugins.Keys.Append(AgentProfile.MemoryPlugin).Order(StringComparer.Ordinal));
                throw new InvalidMemoryException("plugins", $"This silo has no plugin '{plugin}'; it has {known}. Add it with AddPlugin.");
            }
        }

        if (profile.Model is { } model && services.GetKeyedService<IChatClient>(ModelKey(model)) is null)
            throw new InvalidMemoryException("model", $"This silo has no chat model '{model}'; add it with UseChatClient(\"{model}\", …), or leave the model out.");
    }

    public async Task<AgentTurnResult> RunAsync(AgentTurn turn, Action<AgentUpdate>? tell, CancellationToken cancellationToken)
    {
        Check(turn.Profile);
        var handoff = turn.Profile.Handoffs.IsDefaultOrEmpty ? null : new HandoffPlugin(turn.Profile.Handoffs);
        var guard = new ToolGuard(turn, new ToolSecrets(turn.Profile.Secrets, services.GetRequiredService<IMemoryClient>()), () => handoff?.HandTo is not null, tell, clock);
        var kernel = KernelFor(turn, handoff, guard);
        var model = turn.Profile.Model is { } name ? services.GetRequiredKeyedService<IChatClient>(ModelKey(name)) : services.GetRequiredService<IChatClient>();
        using var client = new ChatClientBuilder(new TurnChatClient(model, turn, guard)).UseKernelFunctionInvocation().Build();
        if (client.GetService<FunctionInvokingChatClient>() is { } invoking)
            invoking.MaximumIterationsPerRequest = turn.MaxToolCalls + ExtraAnswers;

        var settings = kernel.Plugins.Count == 0 ? null : new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
        var text = tell is null
            ? await AskAsync(client.AsChatCompletionService(), turn, settings, kernel, cancellationToken)
            : await StreamAsync(client.AsChatCompletionService(), turn, settings, kernel, tell, cancellationToken);
        return new AgentTurnResult(handoff?.HandTo is null ? text : "", guard.Calls, handoff?.HandTo, handoff?.Note);
    }

    private Kernel KernelFor(AgentTurn turn, HandoffPlugin? handoff, ToolGuard guard)
    {
        var kernel = new Kernel(_quiet, []);
        foreach (var name in turn.Profile.Plugins.IsDefault ? [] : turn.Profile.Plugins)
            kernel.Plugins.Add(name == AgentProfile.MemoryPlugin ? MemoryOf(turn) : _plugins[name].Plugin);
        if (handoff is not null)
            kernel.Plugins.Add(handoff.ToPlugin());
        kernel.FunctionInvocationFilters.Add(guard);
        kernel.AutoFunctionInvocationFilters.Add(guard);
        kernel.Data[TurnKey] = turn;
        return kernel;
    }

    private KernelPlugin MemoryOf(AgentTurn turn) => MemoryPluginFactory.Make(
        services.GetRequiredService<IMemoryClient>(), turn.Profile.Reads, turn.Profile.Writes, turn.Session, new MemoryPluginOptions { Source = $"agent:{turn.Agent}", Router = services.GetService<IMemoryRouter>() });

    private static async Task<string> AskAsync(
        IChatCompletionService chat, AgentTurn turn, PromptExecutionSettings? settings, Kernel kernel, CancellationToken cancellationToken)
    {
        var answers = await chat.GetChatMessageContentsAsync(HistoryOf(turn), settings, kernel, cancellationToken);
        return answers.LastOrDefault(answer => answer.Role == AuthorRole.Assistant)?.Content ?? "";
    }

    private static async Task<string> StreamAsync(
        IChatCompletionService chat, AgentTurn turn, PromptExecutionSettings? settings, Kernel kernel, Action<AgentUpdate> tell, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        await foreach (var piece in chat.GetStreamingChatMessageContentsAsync(HistoryOf(turn), settings, kernel, cancellationToken))
        {
            if (piece.Role == AuthorRole.Tool || string.IsNullOrEmpty(piece.Content))
                continue;
            text.Append(piece.Content);
            tell(new AgentUpdate(AgentUpdateKind.Text, piece.Content));
        }

        return text.ToString();
    }

    private static ChatHistory HistoryOf(AgentTurn turn)
    {
        var history = new ChatHistory();
        foreach (var message in turn.Messages)
        {
            history.AddMessage(
                message.Role == ChatRole.System ? AuthorRole.System : message.Role == ChatRole.Assistant ? AuthorRole.Assistant : AuthorRole.User,
                message.Text);
        }

        return history;
    }
}
