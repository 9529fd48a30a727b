using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Silo.Tests;

/// <summary>A route that the server really maps.</summary>
/// <param name="Method">GET, POST, PUT or DELETE.</param>
/// <param name="Path">Its template, as the description writes it.</param>
/// <param name="Group">What it is about.</param>
/// <param name="Who">The least role, or who else may call it.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Answers">Its statuses.</param>
/// <param name="Id">Its name in the description; null where it has none.</param>
/// <param name="IsDescribed">Whether the description has it.</param>
internal sealed record Routes(string Method, string Path, string Group, string Who, string Summary, IReadOnlyList<int> Answers, string? Id, bool IsDescribed)
{
    /// <summary>Every route of a server.</summary>
    public static IReadOnlyList<Routes> Of(SiloServer server) =>
    [
        .. from endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
           let path = "/" + string.Join('/', (endpoint.RoutePattern.RawText ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Replace(":int}", "}", StringComparison.Ordinal)))
           where path.StartsWith("/v1/", StringComparison.Ordinal) || path.StartsWith("/health/", StringComparison.Ordinal)
           let statuses = endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Select(answer => answer.StatusCode).Distinct().Order().ToList()
           select new Routes(
               method, path, endpoint.Metadata.GetMetadata<ITagsMetadata>()?.Tags is [var tag, ..] ? tag : "Other", WhoOf(endpoint),
               endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary ?? "", statuses, endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName,
               endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true })
    ];

    private static string WhoOf(RouteEndpoint endpoint)
    {
        var (access, role) = (endpoint.RequiredAccess(), endpoint.RequiredRole());
        return access switch
        {
            Access.Open => "everybody",
            Access.Operator => "any credential",
            Access.Server => "operator",
            _ => role.Role.Name() + (role.OrOperator ? ", operator" : ""),
        };
    }
}
