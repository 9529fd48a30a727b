using System.Collections.Immutable;
using AgentGrains.Cluster.Tests.Agents;
using AgentGrains.Inference.Derivation;
using Xunit;

namespace AgentGrains.Tests.Inference.Derivation;

public sealed class ChatLinkerTests
{
    [Theory]
    [InlineData("""{"links":[4]}""", 3)]
    [InlineData("""{"links":[4,1,4]}""", 0, 3)]
    [InlineData("""{"links":[]}""")]
    public async Task Links_lead_to_the_records_whose_numbers_are_named(string answer, params int[] positions) => Assert.Equal(
        positions.Select(position => Stages.Known[position].Id), (ImmutableArray<MemoryId>)await Stages.AskAsync("linker", answer));

    [Theory]
    [InlineData("[0]", "a link is number 0, and 4 were given")]
    [InlineData("[5]", "a link is number 5, and 4 were given")]
    [InlineData("[1,-4]", "number -4")]
    [InlineData("[1,2,3,4,1,2]", "6 entries, and at most 5")]
    [InlineData("null", "not JSON of the form")]
    [InlineData("1", "not JSON of the form")]
    [InlineData("\"all\"", "not JSON of the form")]
    [InlineData("[\"s-01HZX3M9Q2000G000123456789\"]", "not JSON of the form")]
    [InlineData("[1.5]", "not JSON of the form")]
    [InlineData("[true]", "not JSON of the form")]
    [InlineData("[[1]]", "not JSON of the form")]
    public Task Links_to_what_was_not_given_are_refused(string links, string reason) => Stages.RefusesAsync("linker", $$"""{"links":{{links}}}""", reason);

    [Fact]
    public async Task Without_neighbours_nothing_is_asked()
    {
        var chat = new ScriptedChat("nonsense", Stages.Model);
        Assert.Empty(await new ChatLinker(chat).LinkAsync(Stages.Unit, [], Stages.Stop));
        Assert.Empty(chat.Prompts);
    }
}
