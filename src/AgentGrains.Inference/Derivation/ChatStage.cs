using AgentGrains.Inference.Chat;
using Microsoft.Extensions.AI;

namespace AgentGrains.Inference.Derivation;

/// <summary>
/// A question to a chat model, as every stage asks it: the instruction, the data apart from it, the schema of the answer, and a strict
/// reading of what comes back. One call to the model per question; whoever asks decides about repetition.
/// </summary>
/// <remarks>Thread-safe if the client is.</remarks>
internal sealed class ChatStage
{
    private readonly IChatClient _client;
    private readonly string _name;
    private readonly string _instruction;
    private readonly ChatResponseFormat _format;

    /// <summary>A stage on a model.</summary>
    /// <param name="client">The model. It must say its model id in its metadata.</param>
    /// <param name="name">Which stage, as messages name it.</param>
    /// <param name="instruction">What the model is to do.</param>
    /// <param name="schema">JSON schema of its answer.</param>
    /// <param name="version">Grows when prompt, schema or reading change.</param>
    /// <exception cref="InvalidOperationException">The client is no model, or does not say which one it is.</exception>
    public ChatStage(IChatClient client, string name, string instruction, string schema, int version)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (client.GetService(typeof(ExtractiveChatClient)) is not null)
            throw new InvalidOperationException("The built-in chat client quotes its evidence and cannot derive anything; give UseChatDerivation a chat model, or register one with UseChatClient.");
        var model = (client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId;
        if (string.IsNullOrWhiteSpace(model))
        {
            throw new InvalidOperationException(
                $"The chat client {client.GetType().Name} does not say its model id (ChatClientMetadata.DefaultModelId); what unknown models derive could not be told apart.");
        }

        (_client, _name, _instruction) = (client, name, instruction);
        _format = ChatResponseFormat.ForJsonSchema(AnswerJson.Schema(schema), name, null);
        Producer = new ProducerVersion($"chat:{model}", version);
    }

    /// <inheritdoc cref="IDerivationStage.Producer"/>
    public ProducerVersion Producer { get; }

    /// <summary>Asks the model and reads its answer.</summary>
    /// <param name="data">What it is asked about, as <see cref="PromptData"/> writes it.</param>
    /// <param name="read">Makes the result; a <see cref="FormatException"/> says why the answer cannot be used.</param>
    /// <param name="cancellationToken">Ends the call, also if the client does not listen to it.</param>
    /// <exception cref="ModelOutputException">The answer cannot be used.</exception>
    public async ValueTask<TResult> AskAsync<TAnswer, TResult>(string data, Func<TAnswer, TResult> read, CancellationToken cancellationToken)
        where TAnswer : class
    {
        ChatMessage[] messages = [new(ChatRole.System, _instruction), new(ChatRole.User, data)];
        var response = await _client.GetResponseAsync(messages, new ChatOptions { ResponseFormat = _format }, cancellationToken).WaitAsync(cancellationToken);
        try
        {
            return read(AnswerJson.Read<TAnswer>(AnswerText.Of(response)));
        }
        catch (FormatException unusable)
        {
            throw new ModelOutputException($"{_name} {Producer}", $"The answer of the {_name} ({Producer}) cannot be used: {unusable.Message}.");
        }
    }
}
