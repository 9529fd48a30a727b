namespace AgentGrains.Silo;

/// <summary>
/// The API to read and try in a browser: one page, one script and one style sheet, all in this assembly. The browser is told to load
/// from and talk to this server only.
/// </summary>
internal static class ReferencePage
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapReferencePage(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").ExcludeFromDescription().RequireAccess(Access.Open);
        pages.MapGet("/", () => Results.Redirect("/docs"));
        pages.MapGet("/docs", (HttpContext context) => Serve(context, "reference.html", "text/html; charset=utf-8"));
        pages.MapGet("/docs/reference.js", (HttpContext context) => Serve(context, "reference.js", "text/javascript; charset=utf-8"));
        pages.MapGet("/docs/reference.css", (HttpContext context) => Serve(context, "reference.css", "text/css; charset=utf-8"));
    }

    private static IResult Serve(HttpContext context, string name, string contentType)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        var resource = typeof(ReferencePage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the build.");
        return Results.Stream(resource, contentType);
    }
}
