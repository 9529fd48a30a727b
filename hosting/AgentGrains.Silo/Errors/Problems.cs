using AgentGrains.Storage.Sqlite;

namespace AgentGrains.Silo;

/// <summary>Every error the API answers with: its stable type, its status, and what the caller is told.</summary>
internal static class Problems
{
    private const string Urn = "urn:agentgrains:";

    /// <summary>What an exception means to the caller; null when it is a fault of the server that the caller is told nothing about.</summary>
    public static ProblemBody? From(Exception exception) => exception switch
    {
        ProblemException e => e.Problem,
        InvalidScopeException e => Make("invalid-scope", "The tenant or scope is not valid", 400, e.Message),
        InvalidMemoryException e => Make("invalid-memory", "The input is not valid", 400, e.Message) with { Field = e.Field },
        MemoryRejectedException e => Make("memory-rejected", "The guard refused an item", 422, e.Message) with { Field = $"items[{e.Item}]" },
        InvalidDebateException e => Make("invalid-debate", "The debate is not valid", 400, e.Message) with { Field = e.Field },
        TenantMismatchException e => Make("tenant-mismatch", "The scope belongs to another tenant", 403, e.Message),
        IdempotencyConflictException e => Make("idempotency-conflict", "The key was used with other content", 409, e.Message) with
        {
            Field = "key",
            Existing = ReceiptBody.From(e.Existing),
        },
        BlockConflictException e => Make("block-conflict", "The block was written meanwhile", 409, e.Message) with { Field = "version" },
        ScopeMovedException e => Make("scope-moved", "The scope has moved", 409, e.Message) with { Scope = e.Scope, Elsewhere = e.Elsewhere },
        ScopeNotOpenException e => Make("scope-not-open", "The scope is on its way here", 503, e.Message) with { Scope = e.Scope, Elsewhere = e.Elsewhere, RetryAfter = 1 },
        LimitExceededException { IsTooLarge: true } e =>
            Make("too-large-for-limit", "The request is larger than a limit", 413, e.Message) with { Limit = e.Limit, Value = e.Value },
        LimitExceededException e => Make("limit-exceeded", "A limit is reached", 429, e.Message) with
        {
            Limit = e.Limit,
            Value = e.Value,
            RetryAfter = e.RetryAfter is { } wait ? (int)Math.Ceiling(Math.Max(1, wait.TotalSeconds)) : null,
        },
        JournalCorruptedException e => Make("journal-corrupted", "Storage is damaged", 500, e.Message) with
        {
            Scope = e.Scope,
            Segment = e.Segment,
        },
        TenantKeyException { IsDestroyed: true } e => Make("key-destroyed", "The tenant's key was destroyed", 410, e.Message),
        TenantKeyException e => Make("key-unavailable", "The tenant's key cannot be had", 503, e.Message),
        WriteUncertainException e => Make("write-uncertain", "Whether it was written is not known", 503, e.Message) with { RetryAfter = 1 },
        ModelBackendException e => Make("model-unavailable", "A model could not be reached", 503, e.Message) with
        {
            RetryAfter = e.RetryAfter is { } wait ? (int)Math.Ceiling(Math.Max(1, wait.TotalSeconds)) : null,
        },
        TimeoutException or OrleansException or SqliteStorageException or StorageUnavailableException => Unavailable(),
        BadHttpRequestException { StatusCode: 413 } => BodyTooLarge(),
        BadHttpRequestException e => Make("malformed-request", "The request is not valid", e.StatusCode, e.Message),
        _ => null,
    };

    /// <summary>The body is not the JSON that the route takes.</summary>
    public static ProblemBody MalformedBody(string? field, string detail) =>
        Make("malformed-body", "The body is not what this route takes", 400, detail) with { Field = field };

    /// <summary>There is no such thing.</summary>
    public static ProblemBody NotFound(string detail) => Make("not-found", "There is no such thing", 404, detail);

    /// <summary>Set on a request that a browser may answer with a name and a password.</summary>
    public static readonly object ChallengeBasic = new();

    /// <summary>No key, or one that opens nothing.</summary>
    /// <param name="why">What is wrong with the one that was sent; null when there is nothing to tell.</param>
    public static ProblemBody Unauthorized(string? why = null) => Make("unauthorized", "A key is needed", 401,
        why ?? "Send a key of the tenant as 'Authorization: Bearer KEY' or 'X-Api-Key: KEY'. --new-key TENANT makes one.");

    /// <summary>The tenant has as many requests under way as it may.</summary>
    public static ProblemBody TooManyAtOnce(int limit) => Make("too-many-at-once", "Too many requests at once", 429,
        $"The tenant has {limit} requests under way in this server and as many waiting (AgentGrains:MaxConcurrentRequests); wait for answers before sending more.") with
    { Limit = nameof(SiloOptions.MaxConcurrentRequests), Value = limit, RetryAfter = 1 };

    /// <summary>The body came too slowly.</summary>
    public static ProblemBody BodyTooSlow(TimeSpan timeout) => Make("body-too-slow", "The body took too long", 408,
        $"The body did not arrive within {timeout.TotalSeconds:0.#} seconds (AgentGrains:BodyTimeout). Send fewer items per request.");

    /// <summary>The key is good, but not for this.</summary>
    public static ProblemBody Forbidden(string detail) => Make("forbidden", "Not allowed", 403, detail);

    /// <summary>The body is of another type than JSON in UTF-8.</summary>
    public static ProblemBody UnsupportedMediaType() => Make("unsupported-media-type", "The body is not JSON", 415,
        "Send JSON in UTF-8 with the header 'Content-Type: application/json'.");

    /// <summary>The server failed, and its log says how.</summary>
    public static ProblemBody Internal() => Make("internal", "The server failed", 500,
        "Something went wrong that the request did not cause. The server's log has the details.");

    /// <summary>What a status without a body means: routing found nothing.</summary>
    public static ProblemBody FromStatus(int status) => status switch
    {
        404 => NotFound("There is no such route. /openapi/v1.json describes those there are, and /docs shows them."),
        405 => Make("method-not-allowed", "The route does not take this method", 405, "The Allow header names the methods it takes."),
        415 => UnsupportedMediaType(),
        _ => Make("http-" + status, "The request was refused", status, "See the status."),
    };

    private static ProblemBody BodyTooLarge() => Make("body-too-large", "The body is too large", 413,
        "Send fewer items per request, or raise AgentGrains:MaxBodyBytes.");

    private static ProblemBody Unavailable() => Make("unavailable", "The memory does not answer now", 503,
        "Repeat the request with the same keys in a moment: nothing will be doubled.") with
    { RetryAfter = 1 };

    private static ProblemBody Make(string type, string title, int status, string detail) =>
        new() { Type = Urn + type, Title = title, Status = status, Detail = detail };
}
