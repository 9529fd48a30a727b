using System.Text.RegularExpressions;
using Xunit;

namespace AgentGrains.Tests.Architecture;

/// <summary>What the pages point to is there: files, tests, other pages, and the code of the recipes.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(Repository.Root, "README.md")).Select(page => Path.GetRelativePath(Repository.Root, page))];

    [Theory, MemberData(nameof(Pages))]
    public void Links_lead_to_pages_that_are_there(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        foreach (var link in Links().Matches(Text(page)).Select(match => match.Groups[1].Value).Where(link => !link.Contains("://", StringComparison.Ordinal)))
        {
            var parts = link.Split('#');
            var target = parts[0].Length == 0 ? Path.Combine(Repository.Root, page) : Path.GetFullPath(Path.Combine(folder, parts[0]));
            Assert.True(File.Exists(target) || Directory.Exists(target), $"{page} links to {link}, which is not there.");
            if (parts.Length > 1)
                Assert.True(Anchors(File.ReadAllText(target)).Contains(parts[1]), $"{page} links to {link}, and the page has no such heading.");
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public void Paths_of_the_repository_are_there(string page) => Assert.All(
        Paths().Matches(Text(page)).Select(match => match.Groups[1].Value.TrimEnd('/')),
        path => Assert.True(File.Exists(Path.Combine(Repository.Root, path)) || Directory.Exists(Path.Combine(Repository.Root, path)), $"{page} names {path}, which is not there."));

    [Theory]
    [InlineData("docs/mechanisms.md", 80)]
    [InlineData("docs/comparison.md", 3)]
    public void Tests_that_hold_something_are_there(string page, int least)
    {
        var known = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet();
        var named = Tests().Matches(Text(page)).Select(match => match.Groups[1].Value).ToList();
        Assert.True(named.Count >= least, $"Only {named.Count} tests were found on {page}.");
        Assert.All(named, name => Assert.Contains(name, known));
    }

    [Fact]
    public void The_recipes_are_code_that_a_test_runs()
    {
        var code = Text("tests/AgentGrains.Cluster.Tests/Client/RecipeTests.cs").Split('\n').Select(line => line.Trim()).ToHashSet();
        var lines = CodeBlocks().Matches(Text("docs/recipes.md")).SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        Assert.True(lines.Count >= 9, $"Only {lines.Count} lines were found.");
        Assert.All(lines, line => Assert.True(code.Contains(line), $"RecipeTests does not run: {line}"));
    }

    private static string Text(string page) => File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");

    private static IEnumerable<string> Anchors(string page) =>
        Headings().Matches(page).Select(match => NotInAnchors().Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"`((?:src|tests|hosting|samples|docs)/[A-Za-z0-9_./-]+)`")]
    private static partial Regex Paths();

    [GeneratedRegex(@"`(\w+Tests)`")]
    private static partial Regex Tests();

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlocks();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchors();
}
