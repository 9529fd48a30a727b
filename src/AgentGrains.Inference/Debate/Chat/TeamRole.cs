using AgentGrains.Inference.Derivation;
using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Debate;

/// <summary>One role of a team on a chat model: its instruction, and a strict reading of what comes back, with the reason when it is asked again.</summary>
/// <remarks>Thread-safe if the client is.</remarks>
internal sealed class TeamRole(IChatClient client, ChatDebateTeamOptions options, string name, string instruction, string? schema)
{
    private const int CharactersPerToken = 4;

    private readonly ChatResponseFormat _format = schema is null ? ChatResponseFormat.Json : ChatResponseFormat.ForJsonSchema(AnswerJson.Schema(schema), name, null);

    /// <summary>Asks the model.</summary>
    /// <param name="data">What it is asked about.</param>
    /// <param name="read">Makes the result; a <see cref="FormatException"/> says why the answer cannot be used.</param>
    /// <param name="spent">Counts the tokens of every call, of unusable answers too.</param>
    /// <param name="cancellationToken">Ends the call, also if the client does not listen to it.</param>
    /// <exception cref="ModelOutputException">No answer could be used.</exception>
    public async Task<string> AskAsync<TAnswer>(string data, Func<TAnswer, string> read, TokenCount spent, CancellationToken cancellationToken)
        where TAnswer : class
    {
        var told = options.Persona is null ? instruction : $"{options.Persona}\n{instruction}";
        List<ChatMessage> messages = [new(ChatRole.System, told), new(ChatRole.User, data)];
        for (var repair = 0; ; repair++)
        {
            var response = await client.GetResponseAsync(messages, new ChatOptions { ResponseFormat = _format, Temperature = options.Temperature }, cancellationToken)
                .WaitAsync(cancellationToken);
            spent.Add(response?.Usage?.TotalTokenCount ?? (messages.Sum(message => message.Text.Length) + (response?.Text.Length ?? 0)) / CharactersPerToken);
            try
            {
                return read(AnswerJson.Read<TAnswer>(AnswerText.Of(response)));
            }
            catch (FormatException unusable) when (repair < options.Repairs)
            {
                messages.Add(new ChatMessage(ChatRole.Assistant, Excerpt.Begin(response?.Text ?? "", 4_000)));
                messages.Add(new ChatMessage(ChatRole.User, $"That cannot be used: {unusable.Message}. Answer again, in the form that was asked for."));
            }
            catch (FormatException unusable)
            {
                throw new ModelOutputException(name, $"The answer of the {name} cannot be used: {unusable.Message}.");
            }
        }
    }
}

/// <summary>Tokens of the calls for one step.</summary>
internal sealed class TokenCount
{
    public long Tokens { get; private set; }

    public void Add(long tokens) => Tokens += Math.Max(0, tokens);
}
