using System.Text.Json.Serialization.Metadata;

namespace AgentGrains.Silo;

/// <summary>Shorthand for what endpoints answer and declare.</summary>
internal static class Answer
{
    /// <summary>A body, written by its generated serializer.</summary>
    public static IResult Json<T>(T body, JsonTypeInfo<T> type, int status = 200) => Results.Json(body, type, statusCode: status);

    /// <summary>Declares the problems that an endpoint may answer with.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
            endpoint.Produces<ProblemBody>(status, "application/problem+json");
        return endpoint;
    }
}
