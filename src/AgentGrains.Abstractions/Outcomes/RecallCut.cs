namespace AgentGrains;

/// <summary>Where an adaptive recall ends its list (<see cref="RecallRequest.Adaptive"/>).</summary>
/// <param name="Least">So many of the best are kept whatever they score.</param>
/// <param name="Decline">How far below the best a score may be, in log-odds.</param>
[GenerateSerializer, Immutable, Alias("agentgrains.RecallCut")]
public readonly record struct RecallCut([property: Id(0)] int Least, [property: Id(1)] float Decline)
{
    /// <summary>The shipped one: the first five, and what is at least 1/150 as likely to be asked for as the best.</summary>
    public static RecallCut Shipped { get; } = new(5, 5);
}
