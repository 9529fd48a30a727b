namespace AgentGrains.Samples.DebateProblems;

/// <summary>A kind of problem: what is the same in all its problems, and in which range the numbers are.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Story">What it is about.</param>
/// <param name="Earns">Whether something is earned, or spent.</param>
/// <param name="Items">Items.</param>
/// <param name="Limits">Limits.</param>
internal sealed record PlanningFamily(string Name, string Story, bool Earns, ItemKind[] Items, LimitKind[] Limits);

/// <summary>Numbers from one to another, in so many equal steps.</summary>
internal readonly record struct Span(double Low, double High, int Steps = 20)
{
    public double At(Random random) => Math.Round(Low + (High - Low) * random.Next(Steps + 1) / Steps, 6);
}

/// <summary>An item whose numbers are drawn.</summary>
internal sealed record ItemKind(string Name, string Unit, bool Counted, Span Value, string Money = "EUR", Span? Most = null);

/// <summary>A limit whose numbers are drawn.</summary>
internal sealed record LimitKind(string Name, string Kind, Span Amount, string Unit, bool Aside, params UseKind[] Uses);

/// <summary>A use whose amount is drawn.</summary>
internal sealed record UseKind(string Item, Span Amount, string Unit);
