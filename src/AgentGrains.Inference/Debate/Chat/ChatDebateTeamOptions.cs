namespace AgentGrains.Inference.Debate;

/// <summary>How a team on a chat model works.</summary>
public sealed record ChatDebateTeamOptions
{
    /// <summary>
    /// The form of a solution, as the coder and the debugger are told it: what the family reads, such as the description of a model of the
    /// family <c>optimization</c>. Without it, a solution is a text.
    /// </summary>
    public string SolutionForm { get; init; } = "A text that answers the task and nothing else.";

    /// <summary>Whether a solution is a JSON object; else it is a text. Default false.</summary>
    public bool SolutionIsJson { get; init; }

    /// <summary>What the team is told about itself, such as what it looks at first; null for nothing. Teams should differ.</summary>
    public string? Persona { get; init; }

    /// <summary>How often a role is asked again when its answer cannot be used, with the reason. 0 to 5; default 1.</summary>
    public int Repairs { get; init; } = 1;

    /// <summary>Sampling temperature; null leaves it to the model. Default 0.01, as in Agora-Opt's experiments.</summary>
    public float? Temperature { get; init; } = 0.01f;
}
