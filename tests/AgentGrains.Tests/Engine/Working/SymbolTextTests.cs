using System.Text;
using AgentGrains.Engine.Working;
using Xunit;

namespace AgentGrains.Tests.Engine.Working;

/// <summary>Symbols stand for long contents: expanded exactly, at any depth, and never made up.</summary>
public sealed class SymbolTextTests
{
    [Fact]
    public void A_thousand_nested_symbols_come_back_to_the_letter()
    {
        var contents = Enumerable.Range(0, 1_000).ToDictionary(i => $"s{i}", i => i == 999 ? "the end" : $"{i}(<|s{i + 1}|>)");
        var expanded = SymbolText.Expand("begin <|s0|> done", contents.GetValueOrDefault, 1_000_000);
        var expected = "the end";
        for (var i = 998; i >= 0; i--)
            expected = $"{i}({expected})";
        Assert.Equal($"begin {expected} done", expanded.Text);
        Assert.Equal((0, 0, false), (expanded.Unknown.Length, expanded.Circular.Length, expanded.IsTruncated));
    }

    [Fact]
    public void A_mention_of_a_long_artefact_saves_at_least_70_percent()
    {
        var artefact = string.Join('\n', Enumerable.Range(0, 100).Select(i => $"line {i} of a report that nobody needs word by word"));
        var text = $"The report is in <|report|>. {new string('x', 200)}";
        var expanded = SymbolText.Expand(text, name => name == "report" ? artefact : null, 100_000).Text;
        Assert.InRange((double)text.Length / expanded.Length, 0, 0.30);
        Assert.Equal(text.Replace("<|report|>", artefact, StringComparison.Ordinal), expanded);
    }

    [Fact]
    public void An_unknown_symbol_is_reported_and_stays_as_it_was_written()
    {
        var expanded = SymbolText.Expand("<|a|> and <|b|>, <|b|>; <|not a name|> <||> <|", name => name == "a" ? "A<|c|>" : null, 1_000);
        Assert.Equal("A<|c|> and <|b|>, <|b|>; <|not a name|> <||> <|", expanded.Text);
        Assert.Equal(["c", "b"], expanded.Unknown);
    }

    [Fact]
    public void A_symbol_that_holds_itself_ends_and_is_reported()
    {
        var contents = new Dictionary<string, string> { ["a"] = "1<|b|>", ["b"] = "2<|a|>", ["c"] = "<|a|><|a|>" };
        var expanded = SymbolText.Expand("<|c|>", contents.GetValueOrDefault, 1_000);
        Assert.Equal("12<|a|>12<|a|>", expanded.Text);   // the second mention side by side is no circle
        Assert.Equal(["a"], expanded.Circular);
    }

    [Fact]
    public void Symbols_that_multiply_stop_at_the_size_that_was_asked_for()
    {
        var contents = Enumerable.Range(0, 40).ToDictionary(i => $"s{i}", i => i == 39 ? "x" : $"<|s{i + 1}|><|s{i + 1}|>");
        var expanded = SymbolText.Expand("<|s0|>", contents.GetValueOrDefault, 10_000);
        Assert.True(expanded.IsTruncated);
        Assert.InRange(Encoding.UTF8.GetByteCount(expanded.Text), 1, 10_000);
    }
}
