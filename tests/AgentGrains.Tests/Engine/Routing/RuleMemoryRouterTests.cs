using AgentGrains.Engine.Routing;
using AgentGrains.Tests.Architecture;
using Xunit;

namespace AgentGrains.Tests.Engine.Routing;

/// <summary>Statements go to the memory they belong in, also those that the rules were not made with.</summary>
public sealed class RuleMemoryRouterTests
{
    private static readonly List<(MemoryRoute Route, string Text, bool IsHeldOut)> Statements =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "tests", "AgentGrains.Tests", "Engine", "Routing", "statements.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select((line, i) => (Enum.Parse<MemoryRoute>(line[..line.IndexOf('|', StringComparison.Ordinal)]), line[(line.IndexOf('|', StringComparison.Ordinal) + 1)..], i % 2 == 1)),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void At_least_85_of_100_statements_are_routed_right(bool heldOut)
    {
        var router = new RuleMemoryRouter();
        var asked = Statements.Where(statement => statement.IsHeldOut == heldOut).ToList();
        Assert.Equal(60, asked.Count);
        Assert.All(asked.GroupBy(statement => statement.Route), group => Assert.Equal(10, group.Count()));
        var wrong = asked.Where(statement => router.Route(statement.Text) != statement.Route).ToList();
        var accuracy = 1 - wrong.Count / (double)asked.Count;
        TestContext.Current.TestOutputHelper?.WriteLine($"{(heldOut ? "held out" : "development")}: {accuracy:0.000}");
        if (!heldOut)
            wrong.ForEach(statement => TestContext.Current.TestOutputHelper?.WriteLine($"{router.Route(statement.Text)} for {statement.Route}: {statement.Text}"));
        Assert.InRange(accuracy, 0.85, 1);
    }

    [Fact]
    public void No_secret_is_taken_for_anything_else() =>
        Assert.Empty(Statements.Where(statement => statement.Route == MemoryRoute.Vault && new RuleMemoryRouter().Route(statement.Text) != MemoryRoute.Vault).Select(statement => statement.Text));
}
