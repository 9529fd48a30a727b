// Three teams that each get something else wrong debate a dozen planning problems; what a verifier confirms, the next debate knows.
using AgentGrains;
using AgentGrains.Hosting;
using AgentGrains.Inference.Debate;
using AgentGrains.Optimization;
using AgentGrains.Samples.Debate;
using AgentGrains.Samples.DebateProblems;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spectre.Console;

const string Tenant = "demo";
const string Bank = "team:planning";
const int Seed = 11;

var data = Directory.CreateTempSubdirectory("agentgrains-debate-");
using var chat = OpenAiChat.FromEnvironment();
string[] teams = [.. TeamCharacter.Three.Select(team => team.Name), .. chat is null ? [] : new[] { "chat" }];
AnsiConsole.MarkupLineInterpolated($"[bold]AgentGrains debate[/]: {string.Join(", ", teams)} plan for a bakery, a convoy, a ward and others.");
AnsiConsole.MarkupLine("  [blue]literal[/] mixes up units, [blue]hasty[/] overlooks remarks, [blue]smooth[/] cuts whole things in half. None is told the right answer.");
if (chat is null)
    AnsiConsole.MarkupLine($"  [grey]Set {OpenAiChat.AddressVariable} and {OpenAiChat.ModelVariable} to let a chat model debate as a fourth team.[/]");

using var host = await StartSiloAsync();
var debates = host.Services.GetRequiredService<IDebateClient>();
var problems = PlanningGenerator.Make(Seed, encounters: 2);
var report = new Report(teams);
foreach (var encounter in problems.GroupBy(problem => problem.Encounter))
{
    AnsiConsole.Write(new Rule(encounter.Key == 1 ? "first encounter: nothing is known yet" : "second encounter: other numbers, and the bank knows the families").LeftJustified());
    var few = encounter.Take(6).ToList();   // six families, twice
    foreach (var problem in few)
        report.Add(problem, await DebateAsync(problem));
    report.Print(few);
}

var kept = await host.Services.GetRequiredService<IMemoryClient>().Scope(Tenant, Bank).ListAsync().ToListAsync();
var confirmed = kept.Count(record => record.Outcome?.Verdict == Verdict.Verified);
AnsiConsole.MarkupLineInterpolated($"[green]Kept in {Bank}:[/] {kept.Count} solutions, disputes and lessons, {confirmed} confirmed by a verifier that no team can ask.");
foreach (var known in await debates.GetReliabilityAsync(Tenant, OptimizationFamily.FamilyName, teams))
    AnsiConsole.MarkupLineInterpolated($"  {known.Team} ended with the right answer in {known.Alpha - 1:F0} of {known.Alpha + known.Beta - 2:F0} debates");
await host.StopAsync();
data.Delete(recursive: true);
return report.AllRight ? 0 : 1;

async Task<IReadOnlyList<DebateEvent>> DebateAsync(SolvedProblem problem)
{
    var debate = await debates.StartAsync(Tenant, problem.Problem.Id, new DebateRequest
    {
        Task = new DebateTask(problem.Problem.Id, OptimizationFamily.FamilyName, problem.Problem.Text) { Reference = problem.Reference },
        Teams = [.. teams],
        Bank = Bank,
    });
    var events = new List<DebateEvent>();
    await AnsiConsole.Status().StartAsync($"{problem.Problem.Id}: the teams propose", async status =>
    {
        await foreach (var happened in debate.WatchAsync())
        {
            events.Add(happened);
            status.Status(Markup.Escape($"{problem.Problem.Id}: {happened.Result?.Step.Id ?? happened.Kind.ToString()}"));
        }
    });
    return events;
}

async Task<IHost> StartSiloAsync()
{
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Error);
    builder.AddEmbeddedAgentGrains(data.FullName, grains =>
    {
        grains.UseOutcomeFamily(_ => new OptimizationFamily()).UseOutcomeVerifier(_ => new OptimizationVerifier());
        foreach (var team in TeamCharacter.Three)
            grains.UseDebateTeam(_ => new HeuristicTeam(team, Seed));
        if (chat is not null)
        {
            var options = new ChatDebateTeamOptions { SolutionForm = OptimizationFamily.SolutionForm, SolutionIsJson = true };
            grains.UseDebateTeam(_ => new ChatDebateTeam("chat", chat, options));
        }
    });
    var built = builder.Build();
    await AnsiConsole.Status().StartAsync("Starting a silo", _ => built.StartAsync());
    return built;
}
