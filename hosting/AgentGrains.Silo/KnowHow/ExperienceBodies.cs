namespace AgentGrains.Silo;

/// <summary>What was tried once, and how it ended.</summary>
internal sealed record ExperienceBody
{
    /// <summary>What was to be done.</summary>
    public string? Task { get; init; }

    /// <summary>What the situation was.</summary>
    public string? State { get; init; }

    /// <summary>What was done.</summary>
    public string? Plan { get; init; }

    /// <summary>Whether it was reached.</summary>
    public bool? Succeeded { get; init; }

    /// <summary>What came of it; for a failure, why it failed.</summary>
    public string? Outcome { get; init; }

    /// <summary>How many steps it took; left out when not counted.</summary>
    public int? Steps { get; init; }

    /// <summary>Idempotency key: the same key and content again return the first receipt.</summary>
    public string? Key { get; init; }

    /// <summary>Writes an experience.</summary>
    public static ExperienceBody From(Experience experience) => new()
    {
        Task = experience.Task,
        State = experience.State,
        Plan = experience.Plan,
        Succeeded = experience.Succeeded,
        Outcome = experience.Outcome,
        Steps = experience.Steps > 0 ? experience.Steps : null,
    };

    /// <summary>The experience that the body asks for.</summary>
    public Experience ToExperience() => new(
        Required.Text("task", Task), Required.Text("state", State), Required.Text("plan", Plan), Required.Value("succeeded", Succeeded), Required.Text("outcome", Outcome),
        Steps is null or >= 0 ? Steps ?? 0 : throw new InvalidMemoryException("steps", $"The steps are {Steps}; leave them out or count from 0."));
}

/// <summary>A task that experiences are wanted for.</summary>
internal sealed record TaskQueryBody
{
    /// <summary>The task, in words.</summary>
    public string? Task { get; init; }

    /// <summary>Most experiences; 8 when left out.</summary>
    public int? Limit { get; init; }
}

/// <summary>Experiences that resemble a task.</summary>
/// <param name="Experiences">Successes and failures, best first.</param>
internal sealed record ExperiencesAnswer(IReadOnlyList<ExperienceBody> Experiences);
