using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AgentGrains.Hosting;
using AgentGrains.Inference.Chat;
using AgentGrains.Inference.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace AgentGrains.Silo;

/// <summary>
/// OpenAI's chat API with a memory: a client that only changes its base address remembers its people. The tenant is the credential's; the scope is the
/// request's <c>user</c> or the header <c>X-AgentGrains-Scope</c>, the session the header <c>X-AgentGrains-Session</c>.
/// </summary>
internal static class ProxyEndpoint
{
    private const string ScopeHeader = "X-AgentGrains-Scope";
    private const string SessionHeader = "X-AgentGrains-Session";
    private const string RememberedHeader = "X-AgentGrains-Remembered";

    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ProxyOptions>().BindConfiguration($"{SiloOptions.Section}:Proxy")
            .Validate(options => options.Upstream is null || (options.Upstream.IsAbsoluteUri && options.Model.Length > 0), "AgentGrains:Proxy:Upstream must be a whole address such as http://127.0.0.1:11434/v1, and AgentGrains:Proxy:Model name the model to ask there.")
            .Validate(options => options is { TokenBudget: >= 1 and <= 1_000_000, Limit: >= 1 and <= 1_000 }, "AgentGrains:Proxy:TokenBudget must be between 1 and 1,000,000, and Limit between 1 and 1,000.")
            .ValidateOnStart();
        builder.Services.AddSingleton<ProxyMemory>();
        builder.Services.AddKeyedSingleton<IChatClient>(typeof(ProxyEndpoint), static (services, _) => Upstream(services.GetRequiredService<IOptions<ProxyOptions>>().Value, services));
    }

    public static void MapProxy(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/chat/completions", CompleteAsync).RequireAccess(Access.Caller).RequireRole(Role.Writer).ExcludeFromDescription();
        routes.MapGet("/v1/models", ListModels).RequireAccess(Access.Caller).RequireRole(Role.Reader).ExcludeFromDescription();
    }

    private static IChatClient Upstream(ProxyOptions options, IServiceProvider services) => options.Upstream is null
        ? services.GetRequiredService<IChatClient>()
        : AgentGrainsBuilder.Metered(services, new HttpChatClient(
            new HttpModelOptions { Endpoint = options.Upstream, Model = options.Model, KeyVariable = options.KeyVariable.Length == 0 ? null : options.KeyVariable }, clock: services.GetRequiredService<TimeProvider>()));

    private static async Task CompleteAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (Exception failure) when (!context.Response.HasStarted && Error(failure) is { } error)
        {
            context.Response.StatusCode = error.Status;
            if (error.RetryAfter is { } wait)
                context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            await WriteAsync(context, new ProxyError(error.Body), ProxyJson.Default.ProxyError);
        }
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var (services, stop) = (context.RequestServices, context.RequestAborted);
        var request = await ProxyRequest.ReadAsync(context.Request);
        var scope = Scope.Parse(context.CallerTenant(), Header(context, ScopeHeader) ?? $"user:{request.User ?? "default"}");
        var session = Header(context, SessionHeader) ?? "proxy";
        var memory = services.GetRequiredService<ProxyMemory>();
        var chat = services.GetRequiredKeyedService<IChatClient>(typeof(ProxyEndpoint));
        var messages = await memory.AddAsync(request, scope, stop);
        var writer = new CompletionWriter(services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds(), request.Model ?? "memory");
        if (!request.Streams)
        {
            var response = await chat.GetResponseAsync(messages, request.Options, stop);
            context.Response.Headers[RememberedHeader] = await memory.RememberAsync(request, scope, session, Said(chat, response), response.ModelId ?? writer.Model, stop) ? "true" : "false";
            await WriteAsync(context, writer.Whole(response), ProxyJson.Default.CompletionAnswer);
            return;
        }

        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in chat.GetStreamingResponseAsync(messages, request.Options, stop))
        {
            updates.Add(update);
            if (writer.Piece(update) is { } piece)
                await SendAsync(context, JsonSerializer.Serialize(piece, ProxyJson.Default.CompletionAnswer));
        }

        // The last piece says that the turn is done, so it is durable by then; one that the client broke off is not remembered.
        var whole = updates.ToChatResponse();
        await memory.RememberAsync(request, scope, session, Said(chat, whole), whole.ModelId ?? writer.Model, stop);
        await SendAsync(context, JsonSerializer.Serialize(writer.End(whole), ProxyJson.Default.CompletionAnswer));
        await SendAsync(context, "[DONE]");
    }

    // What memory itself was quoted with is nothing new to remember.
    private static string Said(IChatClient chat, ChatResponse response) => chat.GetService(typeof(ExtractiveChatClient)) is null ? response.Text : "";

    private static Task ListModels(HttpContext context)
    {
        var chat = context.RequestServices.GetRequiredKeyedService<IChatClient>(typeof(ProxyEndpoint));
        var model = (chat.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId ?? "memory";
        return WriteAsync(context, new ModelList("list", [new ModelItem(model, "model", 0, "agentgrains")]), ProxyJson.Default.ModelList);
    }

    private static (int Status, ProxyErrorBody Body, TimeSpan? RetryAfter)? Error(Exception failure) => failure switch
    {
        InvalidMemoryException invalid => (400, new(invalid.Message, "invalid_request_error", invalid.Field, null), null),
        InvalidScopeException or NotSupportedException => (400, new(failure.Message, "invalid_request_error", null, null), null),
        LimitExceededException limit => (limit.IsTooLarge ? 413 : 429, new(limit.Message, "rate_limit_error", limit.Limit, "limit_exceeded"), limit.RetryAfter),
        HttpRequestException or TimeoutException or FormatException or ModelBackendException => (502, new($"The model did not answer usably ({failure.GetType().Name}); try again later.", "api_error", null, "upstream"), null),
        WriteUncertainException or StorageUnavailableException => (503, new(failure.Message, "api_error", null, "memory_unavailable"), null),
        _ => null,
    };

    private static async Task SendAsync(HttpContext context, string data)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = "text/event-stream";   // not before there is something to stream: what fails at once is told as an error
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"data: {data}\n\n"), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static Task WriteAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type) => context.Response.WriteAsJsonAsync(body, type, cancellationToken: context.RequestAborted);

    private static string? Header(HttpContext context, string name) => context.Request.Headers[name].FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
}
