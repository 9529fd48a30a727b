using System.Collections.Immutable;
using AgentGrains.Engine.Debate;
using AgentGrains.Runtime.Tenants;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Debate;

/// <summary>Calls a participant, family or verifier away from the grain's turn, and turns whatever goes wrong into a fault.</summary>
internal sealed class StepRunner(DebateParticipants participants, IOptions<DebateOptions> options, TimeProvider clock)
{
    private const int MaxRemarks = 32;
    private const int MaxRemark = 1000;

    private readonly DebateOptions _options = options.Value;

    /// <summary>Runs a step; a result or a fault, always.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<StepResult> RunAsync(DebateStepCall work, CancellationToken stopping)
    {
        using var calling = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        // On the pool: a participant that blocks its thread must not block the grain.
        var call = Task.Run(() => ConfinedAsync(work, calling.Token), calling.Token);
        try
        {
            return await call.WaitAsync(_options.StepDeadline, clock, stopping);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            throw new OperationCanceledException(stopping);
        }
        catch (TimeoutException) when (!call.IsCompleted)
        {
            return Fault(work, StepFaultKind.TimedOut, $"No answer within {_options.StepDeadline.TotalSeconds:N0} s, the limit set by DebateOptions.StepDeadline.");
        }
        catch (UnusableAnswerException unusable)
        {
            return Fault(work, StepFaultKind.Garbage, unusable.Message);
        }
        catch (DebateTeamException unusable)
        {
            return Fault(work, StepFaultKind.Garbage, unusable.Message) with { Wasted = Math.Clamp(unusable.Tokens, 0, int.MaxValue) };
        }
        catch (Exception failure)
        {
            return Fault(work, StepFaultKind.Threw, $"{failure.GetType().Name}: {failure.Message}");
        }
        finally
        {
            await calling.CancelAsync();
        }
    }

    public static StepResult Fault(DebateStepCall work, StepFaultKind kind, string message) =>
        new() { Step = work.Step, Fault = new StepFault(kind, Printable(message)) };

    // It gets the tenant of its debate, and may set another one as it likes: its calls stay within this one.
    private async Task<StepResult> ConfinedAsync(DebateStepCall work, CancellationToken cancellationToken)
    {
        if (TenantContext.Current is { } tenant)
            TenantConfinement.Enter(tenant);
        return await CallAsync(work, cancellationToken);
    }

    private async ValueTask<StepResult> CallAsync(DebateStepCall work, CancellationToken cancellationToken)
    {
        var (step, view) = (work.Step, work.View);
        var result = new StepResult { Step = step };
        switch (step.Kind)
        {
            case DebateStepKind.Execute:
                return result with { Outcome = Usable(await Family(work).ExecuteAsync(view.Task, view.Own!.Solution!, cancellationToken)) };
            case DebateStepKind.Verify:
                return result with { Verification = await VerifyAsync(work, cancellationToken) };
            case DebateStepKind.Judge:
                var judge = participants.Judge(step.Team) ?? throw new UnusableAnswerException($"This silo does not know the judge '{step.Team}'.");
                return result with { Answer = Usable(await judge.JudgeAsync(view, cancellationToken), view.Others) };
        }

        var team = participants.Team(step.Team) ?? throw new UnusableAnswerException($"This silo does not know the team '{step.Team}'.");
        return result with
        {
            Answer = Usable(step.Kind switch
            {
                DebateStepKind.Propose => await team.ProposeAsync(view, cancellationToken),
                DebateStepKind.Critique => await team.CritiqueAsync(view, cancellationToken),
                _ => await team.ReviseAsync(view, cancellationToken),
            }),
        };
    }

    private IOutcomeFamily Family(DebateStepCall work) =>
        participants.Family(work.Task.Family) ?? throw new UnusableAnswerException($"This silo does not know the family '{work.Task.Family}'.");

    private async ValueTask<Verification> VerifyAsync(DebateStepCall work, CancellationToken cancellationToken)
    {
        if (participants.Verifier(work.Task.Family) is not { } verifier)
            return new Verification(Verdict.Unverified, "none", ["No verifier checks this family."]);
        var found = await verifier.VerifyAsync(work.Task, work.View.Own!.Solution!, work.View.Own.Outcome, cancellationToken);
        if (found is null || !Enum.IsDefined(found.Verdict))
            throw new UnusableAnswerException("The verifier gave no verdict.");
        return found with { Verifier = Printable(found.Verifier ?? ""), Reasons = Printable(found.Reasons) };
    }

    private TeamAnswer Usable(TeamAnswer? answer)
    {
        if (answer is null)
            throw new UnusableAnswerException("The answer is null.");
        if (DebateRules.WhyUnusable(answer.Text, _options.MaxTextBytes) is { } why)
            throw new UnusableAnswerException(why);
        return answer.Tokens >= 0 ? answer with { Choice = null } : throw new UnusableAnswerException("It says that it cost less than no tokens.");
    }

    private TeamAnswer Usable(TeamAnswer? answer, ImmutableArray<TeamPosition> positions) =>
        positions.Any(position => position.Team == answer?.Choice && position.Outcome.IsComparable)
            ? Usable(answer) with { Choice = answer!.Choice }
            : throw new UnusableAnswerException("It chooses no team that has an outcome.");

    private TeamOutcome Usable(TeamOutcome? outcome)
    {
        if (outcome is null || !Enum.IsDefined(outcome.Status))
            throw new UnusableAnswerException("The execution has no outcome.");
        if (outcome.Value is { } value && !double.IsFinite(value))
            throw new UnusableAnswerException($"The value is {value}; a value is finite.");
        if (outcome.Status == OutcomeStatus.Solved && outcome.Value is null && outcome.Text is null)
            throw new UnusableAnswerException("It is solved and has neither value nor text.");
        if (outcome.Text is not null && DebateRules.WhyUnusable(outcome.Text, _options.MaxTextBytes) is { } why)
            throw new UnusableAnswerException(why);
        return outcome with { Remarks = Printable(outcome.Remarks) };
    }

    private static ImmutableArray<string> Printable(ImmutableArray<string> remarks) =>
        remarks.IsDefault ? [] : [.. remarks.Take(MaxRemarks).Select(remark => Printable(remark ?? ""))];

    private static string Printable(string text) => string.Create(Math.Min(text.Length, MaxRemark), text, static (chars, source) =>
    {
        for (var i = 0; i < chars.Length; i++)
            chars[i] = char.IsSurrogate(source[i]) ? '\uFFFD' : source[i];   // it may be half of one, and is cut anywhere
    });

    private sealed class UnusableAnswerException(string message) : Exception(message);
}
