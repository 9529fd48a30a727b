namespace AgentGrains.Silo;

/// <summary>Procedural memory: lessons, concepts, experiences and skills of a scope.</summary>
internal static class KnowHowEndpoints
{
    public static void MapKnowHow(this IEndpointRouteBuilder routes)
    {
        var knowHow = routes.MapGroup("/v1/tenants/{tenant}/scopes/{scope}/know-how").WithTags("Know-how").RequireAccess(Access.Tenant);

        knowHow.MapGet("/lessons/{role}", GetLessonsAsync).WithName("getLessons").RequireRole(Role.Reader)
            .WithSummary("Read the lessons of a role")
            .WithDescription("At most 15, in the order of adding.")
            .Produces<LessonsAnswer>().Refuses(400, 401, 403, 500, 503);
        knowHow.MapPost("/lessons", ReviseAsync).WithName("reviseLessons").RequireRole(Role.Writer)
            .WithSummary("Change the lessons of a role")
            .WithDescription("Adds, words anew, votes and removes. A lesson that says the same as a known one votes for that one; at no votes it is dropped.")
            .Accepts<LessonEditsBody>("application/json").Produces<LessonsAnswer>().Refuses(400, 401, 403, 408, 409, 413, 415, 422, 429, 500, 503);

        knowHow.MapPost("/concepts", LearnAsync).WithName("learnConcepts").RequireRole(Role.Writer)
            .WithSummary("Learn concepts")
            .WithDescription("What is known of a concept of the same name is joined with what is new. May be repeated.")
            .Accepts<ConceptsBody>("application/json").Produces<ConceptsBody>().Refuses(400, 401, 403, 408, 413, 415, 422, 429, 500, 503);
        knowHow.MapPost("/concepts/select", SelectAsync).WithName("selectConcepts").RequireRole(Role.Reader)
            .WithSummary("Find concepts that a problem calls for")
            .WithDescription("By their cues, best first.")
            .Accepts<ProblemQueryBody>("application/json").Produces<ConceptsBody>().Refuses(400, 401, 403, 408, 413, 415, 500, 503);

        knowHow.MapPost("/experiences", RememberAsync).WithName("rememberExperience").RequireRole(Role.Writer)
            .WithSummary("Keep an experience")
            .WithDescription("What was tried in which state, and how it ended.")
            .Accepts<ExperienceBody>("application/json").Produces<ReceiptBody>().Refuses(400, 401, 403, 408, 409, 413, 415, 422, 429, 500, 503);
        knowHow.MapPost("/experiences/recall", RecallAsync).WithName("recallExperiences").RequireRole(Role.Reader)
            .WithSummary("Find experiences that resemble a task")
            .WithDescription("Successes and failures, best first.")
            .Accepts<TaskQueryBody>("application/json").Produces<ExperiencesAnswer>().Refuses(400, 401, 403, 408, 413, 415, 500, 503);

        knowHow.MapGet("/skills", GetSkillsAsync).WithName("getSkills").RequireRole(Role.Reader)
            .WithSummary("Read the bank of skills")
            .WithDescription("Every version, with how it did.")
            .Produces<SkillBankBody>().Refuses(400, 401, 403, 500, 503);
        knowHow.MapPost("/skills", PublishAsync).WithName("publishSkills").RequireRole(Role.Writer)
            .WithSummary("Publish a version of the bank")
            .WithDescription("It is used from now on, and gives way to the best one when it does worse.")
            .Accepts<SkillsBody>("application/json").Produces<SkillBankBody>().Refuses(400, 401, 403, 408, 413, 415, 429, 500, 503);
        knowHow.MapPost("/skills/choose", ChooseAsync).WithName("chooseSkills").RequireRole(Role.Reader)
            .WithSummary("Choose skills for a piece of work")
            .WithDescription("A bandit chooses by what earlier rewards of this context say.")
            .Accepts<ChooseBody>("application/json").Produces<ChoiceBody>().Refuses(400, 401, 403, 408, 413, 415, 500, 503);
        knowHow.MapPost("/skills/reward", RewardAsync).WithName("rewardSkills").RequireRole(Role.Writer)
            .WithSummary("Tell how well chosen skills did")
            .Accepts<RewardBody>("application/json").Produces<SkillBankBody>().Refuses(400, 401, 403, 408, 413, 415, 429, 500, 503);
    }

    private static async Task<IResult> GetLessonsAsync(string tenant, string scope, string role, IMemoryClient client, CancellationToken cancellationToken) =>
        Answer.Json(LessonsAnswer.From(await client.Scope(tenant, scope).KnowHow.GetLessonsAsync(role, cancellationToken)), SiloJson.Strict.LessonsAnswer);

    private static async Task<IResult> ReviseAsync(string tenant, string scope, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.LessonEditsBody);
        return Answer.Json(
            LessonsAnswer.From(await Of(client, tenant, scope).ReviseLessonsAsync(Required.Text("role", body.Role), body.ToEdits(), body.Key, request.HttpContext.RequestAborted)),
            SiloJson.Strict.LessonsAnswer);
    }

    private static async Task<IResult> LearnAsync(string tenant, string scope, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.ConceptsBody);
        return Answer.Json(ConceptsBody.From(await Of(client, tenant, scope).LearnAsync(body.ToConcepts(), request.HttpContext.RequestAborted)), SiloJson.Strict.ConceptsBody);
    }

    private static async Task<IResult> SelectAsync(string tenant, string scope, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.ProblemQueryBody);
        return Answer.Json(
            ConceptsBody.From(await Of(client, tenant, scope).SelectConceptsAsync(Required.Text("problem", body.Problem), body.Limit ?? 5, request.HttpContext.RequestAborted)),
            SiloJson.Strict.ConceptsBody);
    }

    private static async Task<IResult> RememberAsync(string tenant, string scope, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.ExperienceBody);
        return Answer.Json(
            ReceiptBody.From(await Of(client, tenant, scope).RememberAsync(body.ToExperience(), body.Key, request.HttpContext.RequestAborted)), SiloJson.Strict.ReceiptBody);
    }

    private static async Task<IResult> RecallAsync(string tenant, string scope, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.TaskQueryBody);
        var found = await Of(client, tenant, scope).RecallExperiencesAsync(Required.Text("task", body.Task), body.Limit ?? 8, request.HttpContext.RequestAborted);
        return Answer.Json(new ExperiencesAnswer([.. found.Select(ExperienceBody.From)]), SiloJson.Strict.ExperiencesAnswer);
    }

    private static async Task<IResult> GetSkillsAsync(string tenant, string scope, IMemoryClient client, CancellationToken cancellationToken) =>
        Answer.Json(SkillBankBody.From(await Of(client, tenant, scope).GetSkillsAsync(cancellationToken)), SiloJson.Strict.SkillBankBody);

    private static async Task<IResult> PublishAsync(string tenant, string scope, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.SkillsBody);
        return Answer.Json(
            SkillBankBody.From(await Of(client, tenant, scope).PublishSkillsAsync(body.ToSkills(), body.Note, body.Key, request.HttpContext.RequestAborted)), SiloJson.Strict.SkillBankBody);
    }

    private static async Task<IResult> ChooseAsync(string tenant, string scope, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.ChooseBody);
        return Answer.Json(
            ChoiceBody.From(await Of(client, tenant, scope).ChooseSkillsAsync(Required.Text("context", body.Context), body.Count ?? 1, request.HttpContext.RequestAborted)), SiloJson.Strict.ChoiceBody);
    }

    private static async Task<IResult> RewardAsync(string tenant, string scope, HttpRequest request, IMemoryClient client)
    {
        var body = await RequestBody.ReadAsync(request, SiloJson.Strict.RewardBody);
        return Answer.Json(
            SkillBankBody.From(await Of(client, tenant, scope).RewardAsync(body.ToChoice(), Required.Value("reward", body.Reward), body.Key, request.HttpContext.RequestAborted)),
            SiloJson.Strict.SkillBankBody);
    }

    private static IKnowHow Of(IMemoryClient client, string tenant, string scope) => client.Scope(tenant, scope).KnowHow;
}
