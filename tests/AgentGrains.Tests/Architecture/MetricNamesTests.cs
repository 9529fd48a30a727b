using System.Text.RegularExpressions;
using Xunit;

namespace AgentGrains.Tests.Architecture;

/// <summary>The operator's page, held against the code: a metric that nobody explains helps nobody at night.</summary>
public sealed partial class MetricNamesTests
{
    private static readonly string[] Folders = ["src", "hosting"];
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operating.md"));

    [Fact]
    public void Every_metric_in_the_code_is_on_the_operators_page()
    {
        var names = Names();
        Assert.True(names.Count >= 20, $"Only {names.Count} metrics were found in the code.");
        Assert.DoesNotContain(names, name => !Page.Contains($"`{name}`", StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_explains_no_metric_that_is_not_in_the_code()
    {
        var names = Names();
        Assert.DoesNotContain(Mentioned().Matches(Page).Select(match => match.Groups[1].Value), name => !names.Contains(name));
    }

    private static HashSet<string> Names() =>
    [
        .. from folder in Folders
           from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
           where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
           from match in Created().Matches(File.ReadAllText(file))
           select match.Groups[1].Value,
    ];

    [GeneratedRegex(@"\.Create(?:Observable)?(?:Counter|UpDownCounter|Histogram|Gauge)<[^>]+>\(\s*""([^""]+)""")]
    private static partial Regex Created();

    [GeneratedRegex(@"`((?:agentgrains\.[a-z]+\.|gen_ai\.client\.)[a-z._]+)`")]
    private static partial Regex Mentioned();
}
