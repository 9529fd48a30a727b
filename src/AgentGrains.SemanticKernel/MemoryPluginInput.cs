using System.Globalization;

namespace AgentGrains.SemanticKernel;

/// <summary>Reads what a model wrote, and turns what is wrong with it into words that let the model do better.</summary>
internal static class MemoryPluginInput
{
    private const string Auto = "auto";

    // Turns are what was really said; a model that retells one does not get to make one.
    private static readonly (string Name, StatementRoute Route)[] Kinds =
    [
        ("belief", new(MemoryKind.Belief)), ("event", new(MemoryKind.Event)), ("note", new(MemoryKind.Note)),
        ("procedure", new(MemoryKind.Procedure)), ("lesson", new(MemoryKind.Lesson)), ("secret", new(IsSecret: true)),
    ];

    /// <summary>Reads a kind and a time; returns what is wrong with them.</summary>
    public static string? FaultOf(string? kind, string? occurredAt, out StatementRoute? route, out DateTimeOffset? when)
    {
        (route, when) = (null, null);
        var index = Array.FindIndex(Kinds, known => known.Name.Equals(kind?.Trim(), StringComparison.OrdinalIgnoreCase));
        if (index < 0 && !Auto.Equals(kind?.Trim(), StringComparison.OrdinalIgnoreCase))
            return $"kind must be {Auto} or one of {string.Join(", ", Kinds.Select(known => known.Name))}.";
        route = index < 0 ? null : Kinds[index].Route;

        if (string.IsNullOrWhiteSpace(occurredAt))
            return null;
        if (!DateTimeOffset.TryParse(occurredAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return "occurredAt must be a time such as 2026-05-03T09:30:00Z or 2026-05-03.";
        when = time;
        return null;
    }

    /// <summary>Runs a function; faults of its input become its answer.</summary>
    public static async Task<string> AnswerAsync(string failed, Func<Task<string>> function)
    {
        try
        {
            return await function();
        }
        catch (InvalidMemoryException invalid)
        {
            return $"{failed}: {invalid.Message}";
        }
        catch (MemoryRejectedException refused)
        {
            return $"{failed}: the guard refused it ({string.Join(", ", refused.Reasons.Select(reason => reason.Signal).Distinct())}).";
        }
        catch (LimitExceededException full)
        {
            return $"{failed}: {full.Message}";
        }
    }
}

/// <summary>Where a statement goes.</summary>
/// <param name="Kind">As what it is remembered.</param>
/// <param name="IsPinned">Whether it stands in every context.</param>
/// <param name="IsSecret">Whether it goes to the vault instead.</param>
internal sealed record StatementRoute(MemoryKind Kind = MemoryKind.Belief, bool IsPinned = false, bool IsSecret = false);
