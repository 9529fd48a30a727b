namespace AgentGrains.Silo;

/// <summary>What a load balancer asks. Open to everybody, so it says nothing about anybody's memory.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health").RequireAccess(Access.Open);

        health.MapGet("/live", () => Answer.Json(new HealthBody("live"), SiloJson.Strict.HealthBody)).WithName("live")
            .WithSummary("Is the process alive?")
            .Produces<HealthBody>();

        health.MapGet("/ready", ReadyAsync).WithName("ready")
            .WithSummary("Can it serve memory?")
            .WithDescription("Ready when the silo is active and storage answers. A ready answer with a reason names what it does without, such as a vector store that is away.")
            .Produces<HealthBody>().Produces<HealthBody>(503);
    }

    private static async Task<IResult> ReadyAsync(IReadiness readiness, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await readiness.WhyNotAsync(either.Token).AsTask().WaitAsync(either.Token) is { } why
                ? NotReady(why)
                : Answer.Json(new HealthBody("ready", await readiness.WhatIsMissingAsync(either.Token).AsTask().WaitAsync(either.Token)), SiloJson.Strict.HealthBody);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return NotReady($"Storage did not answer within {Deadline.TotalSeconds} seconds.");
        }
    }

    private static IResult NotReady(string why) =>
        Results.Json(new HealthBody("not ready", why), SiloJson.Strict.HealthBody, statusCode: StatusCodes.Status503ServiceUnavailable);
}

/// <summary>How the server is.</summary>
/// <param name="Status">live, ready or not ready.</param>
/// <param name="Reason">What is missing, when something is.</param>
internal sealed record HealthBody(string Status, string? Reason = null);
