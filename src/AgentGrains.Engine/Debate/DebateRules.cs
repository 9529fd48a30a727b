using System.Text;

namespace AgentGrains.Engine.Debate;

/// <summary>What a request must keep before a debate starts.</summary>
public static class DebateRules
{
    /// <summary>Checks a request.</summary>
    /// <exception cref="InvalidDebateException">It is not valid.</exception>
    public static void Check(DebateRequest request, DebateOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        CheckTask(request.Task, options);
        CheckTeams(request, options);
        Require("protocol", Enum.IsDefined(request.Protocol), "It is not a protocol.");
        Require("judge", request.Protocol == DebateProtocol.Judge == (request.Judge is not null), "A judge is named exactly when the protocol has one.");
        Require("tolerance", request.Tolerance is { Absolute: >= 0, Relative: >= 0 and <= 1 } && double.IsFinite(request.Tolerance.Absolute),
            "The absolute tolerance is at least 0 and finite, the relative one 0 to 1.");
        CheckBudget(request.Budget, options);
        Require("bank", request.Bank is null || IsScope(request.Bank), "It is a scope's name, such as team:planners; the tenant is the debate's own.");
    }

    /// <summary>Why a text cannot be kept; null when it can.</summary>
    public static string? WhyUnusable(string? text, int maxBytes)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "It is empty.";
        // The number of UTF-16 units is a lower bound, and cheap for a text of many megabytes.
        if (text.Length > maxBytes || Encoding.UTF8.GetByteCount(text) > maxBytes)
            return $"It is longer than {maxBytes:N0} bytes, the limit set by DebateOptions.MaxTextBytes.";
        return IsWellFormed(text) ? null : "It holds invalid UTF-16.";
    }

    private static void CheckBudget(DebateBudget budget, DebateOptions options)
    {
        Require("budget", budget is { Rounds: >= 0, Tokens: >= 1, Seconds: > 0 }, "Rounds are at least 0, tokens at least 1, seconds above 0.");
        Require("budget", budget.Rounds <= options.MaxRounds, $"At most {options.MaxRounds} rounds (DebateOptions.MaxRounds).");
        Require("budget", budget.Tokens <= options.MaxTokens, $"At most {options.MaxTokens:N0} tokens (DebateOptions.MaxTokens).");
        Require("budget", budget.Seconds <= options.MaxTime.TotalSeconds, $"At most {options.MaxTime.TotalSeconds:N0} seconds (DebateOptions.MaxTime).");
    }

    // Any tenant will do for the check of a name.
    private static bool IsScope(string name)
    {
        try
        {
            return Scope.Parse("t", name) is not null;
        }
        catch (InvalidScopeException)
        {
            return false;
        }
    }

    private static void CheckTask(DebateTask task, DebateOptions options)
    {
        Require("task", task is not null, "It is missing.");
        RequireText("task.id", task!.Id, options.MaxTextBytes);
        RequireText("task.family", task.Family, options.MaxTextBytes);
        RequireText("task.problem", task.Problem, options.MaxTextBytes);
        if (task.Reference is not null)
            RequireText("task.reference", task.Reference, options.MaxTextBytes);
    }

    private static void CheckTeams(DebateRequest request, DebateOptions options)
    {
        Require("teams", !request.Teams.IsDefaultOrEmpty && request.Teams.Length <= options.MaxTeams, $"1 to {options.MaxTeams} teams take part (DebateOptions.MaxTeams).");
        Require("teams", request.Teams.Distinct(StringComparer.Ordinal).Count() == request.Teams.Length, "A team is named twice.");
        foreach (var name in request.Judge is { } judge ? request.Teams.Add(judge) : request.Teams)
        {
            Require("teams", name is not null, "A name is missing.");
            ScopeNames.Require("team", name!);
        }

        Require("judge", request.Judge is null || !request.Teams.Contains(request.Judge), "The judge is one of the teams.");
        Require("reliability", !request.Reliability.IsDefault && request.Reliability.All(known =>
            known is { Alpha: > 0, Beta: > 0 } && double.IsFinite(known.Alpha) && double.IsFinite(known.Beta) && request.Teams.Contains(known.Team))
            && request.Reliability.Select(known => known.Team).Distinct().Count() == request.Reliability.Length,
            "Each entry is of a team that takes part, once, with alpha and beta above 0 and finite.");
    }

    private static void RequireText(string field, string text, int maxBytes)
    {
        if (WhyUnusable(text, maxBytes) is { } why)
            throw new InvalidDebateException(field, why);
    }

    private static void Require(string field, bool holds, string message)
    {
        if (!holds)
            throw new InvalidDebateException(field, message);
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[++i])))
                return false;
        }

        return true;
    }
}
