namespace AgentGrains.Engine.Gate;

/// <summary>How much memory an utterance needs before it is answered.</summary>
public enum GateDecision
{
    /// <summary>None: small talk, thanks, arithmetic, a request that carries all it needs.</summary>
    None = 0,

    /// <summary>It may need some: a small recall is enough.</summary>
    Cheap = 1,

    /// <summary>It asks for what was said, decided or is known of somebody.</summary>
    Full = 2,
}
