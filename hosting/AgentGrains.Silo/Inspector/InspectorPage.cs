namespace AgentGrains.Silo;

/// <summary>
/// A window to look in: what a memory holds and why, in a browser. Page, scripts and style sheet are in this assembly and read the REST API with the key that the
/// person enters; the browser is told to load from and talk to this server only.
/// </summary>
internal static class InspectorPage
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    private static readonly string[] Files = ["inspector.css", "app.js", "api.js", "dom.js", "timeline.js", "beliefs.js", "graph.js", "ask.js", "runs.js", "held.js", "debate.js", "metrics.js"];

    public static void MapInspector(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/inspector").ExcludeFromDescription().RequireAccess(Access.Open);
        pages.MapGet("/", (HttpContext context) => Serve(context, "inspector.html", "text/html; charset=utf-8"));
        foreach (var file in Files)
            pages.MapGet($"/{file}", (HttpContext context) => Serve(context, file, file.EndsWith(".css", StringComparison.Ordinal) ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8"));
    }

    private static IResult Serve(HttpContext context, string name, string contentType)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.CacheControl = "no-cache";
        var resource = typeof(InspectorPage).Assembly.GetManifestResourceStream($"inspector/{name}")
            ?? throw new InvalidOperationException($"The resource {name} is missing from the build.");
        return Results.Stream(resource, contentType);
    }
}
