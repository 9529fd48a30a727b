using System.Globalization;
using System.Text.Json;

namespace AgentGrains.Silo;

/// <summary>Turns exceptions and bare error statuses into <c>application/problem+json</c>.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (IsBareError(context.Response))
                await WriteAsync(context, Problems.FromStatus(context.Response.StatusCode));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, Explain(context, exception));
        }
        catch (Exception exception)
        {
            // Half of the answer is out. Cutting the connection is the one way left to say that the rest is missing.
            LogBroken(logger, context.Request.Method, exception);
            context.Abort();
        }
    }

    private ProblemBody Explain(HttpContext context, Exception exception)
    {
        if (Problems.From(exception) is not { } problem)
        {
            LogFailed(logger, context.Request.Method, exception);
            return Problems.Internal();
        }

        if (problem.Status >= 500)
            LogAnswered(logger, problem.Type, exception);
        return problem;
    }

    private static bool IsBareError(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null or 0 };

    private static Task WriteAsync(HttpContext context, ProblemBody problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.ContentType = "application/problem+json";
        response.ContentLength = null;
        response.Headers.CacheControl = "no-store";
        if (problem.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = context.Items.ContainsKey(Problems.ChallengeBasic) ? "Basic realm=\"AgentGrains\"" : "Bearer";
        if (problem.RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return JsonSerializer.SerializeAsync(response.Body, problem, SiloJson.Strict.ProblemBody, context.RequestAborted);
    }

    [LoggerMessage(LogLevel.Error, "A {Method} request failed")]
    private static partial void LogFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(LogLevel.Error, "A request was answered with {Problem}")]
    private static partial void LogAnswered(ILogger logger, string problem, Exception exception);

    [LoggerMessage(LogLevel.Error, "The answer to a {Method} request broke off half-way")]
    private static partial void LogBroken(ILogger logger, string method, Exception exception);
}
