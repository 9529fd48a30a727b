using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentGrains.Samples.DebateProblems;

/// <summary>A planning problem as a customer would write it down: amounts in whatever unit they come, and remarks at the end of the letter.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Family">The kind of problem it is.</param>
/// <param name="Story">What it is about, in words.</param>
/// <param name="Earns">Whether as much as possible is to be earned; otherwise as little as possible is to be spent.</param>
/// <param name="Items">What is decided: how much of each.</param>
/// <param name="Limits">What must be kept.</param>
public sealed record PlanningProblem(
    string Id, string Family, string Story, bool Earns, ImmutableArray<PlanningItem> Items, ImmutableArray<PlanningLimit> Limits)
{
    private const string DataMark = "\nData: ";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The problem as a team reads it: words, then the data. The right answer is not in it.</summary>
    [JsonIgnore]
    public string Text => $"{Story}\n{(Earns ? "Earn as much as possible." : "Spend as little as possible.")}{DataMark}"
        + JsonSerializer.Serialize(this with { Id = "", Story = "" }, Json);

    /// <summary>Reads the data of a problem's text.</summary>
    /// <exception cref="FormatException">It is not the text of a planning problem.</exception>
    public static PlanningProblem Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf(DataMark, StringComparison.Ordinal);
        try
        {
            return at < 0 ? throw new FormatException("The problem has no data.") : JsonSerializer.Deserialize<PlanningProblem>(text[(at + DataMark.Length)..], Json)!;
        }
        catch (JsonException broken)
        {
            throw new FormatException("The data of the problem cannot be read.", broken);
        }
    }

    /// <summary>The item of a name.</summary>
    public PlanningItem Item(string name) => Items.First(item => item.Name == name);
}

/// <summary>Something of which more or less can be had.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">What it is measured in.</param>
/// <param name="Counted">Whether there are only whole ones.</param>
/// <param name="Value">What one unit earns or costs.</param>
/// <param name="Money">In EUR or cent.</param>
/// <param name="Most">Most that can be had; null when nothing is said.</param>
public sealed record PlanningItem(string Name, string Unit, bool Counted, double Value, string Money, double? Most);

/// <summary>A limit on what items use or give together.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">at most, at least, or exactly.</param>
/// <param name="Amount">How much.</param>
/// <param name="Unit">The unit of <paramref name="Amount"/>.</param>
/// <param name="Aside">Whether it is mentioned aside, at the end.</param>
/// <param name="Uses">What one unit of each item counts for; of the others, nothing.</param>
public sealed record PlanningLimit(string Name, string Kind, double Amount, string Unit, bool Aside, ImmutableArray<PlanningUse> Uses);

/// <summary>What one unit of an item counts for in a limit.</summary>
/// <param name="Item">The item.</param>
/// <param name="Amount">How much.</param>
/// <param name="Unit">In which unit, which need not be the limit's.</param>
public sealed record PlanningUse(string Item, double Amount, string Unit);
