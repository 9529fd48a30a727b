using System.Collections.Immutable;
using AgentGrains.Cluster.Tests.Agents;
using AgentGrains.Inference.Derivation;
using AgentGrains.Tests.Engine;
using Microsoft.Extensions.AI;
using Xunit;

namespace AgentGrains.Tests.Inference.Derivation;

public sealed class ChatExtractorTests
{
    private const string Full = """
        {"statements":[
          {"turns":[3,1,3],"text":" Ann's dog Rex loves the beach. ","type":"preference","occurred":null,"validFrom":null,"validTo":null,
           "slot":{"subject":"Rex","predicate":"likes","value":"the beach","multiValued":true},"negated":false,"name":null,"aliases":[],
           "participants":[{"role":"agent","entity":"Rex"},{"role":"place","entity":"the beach"}],"confidence":0.75},
          {"turns":[3],"text":"Rex is called Rexy.","type":"entity","occurred":null,"validFrom":null,"validTo":null,"slot":null,"negated":false,
           "name":"Rex","aliases":["Rexy"],"participants":[],"confidence":1},
          {"turns":[1],"text":"Ann no longer lives in Porto.","type":"fact","occurred":"2023-05-07","validFrom":"2020-01-01","validTo":"2023-05-08",
           "slot":{"subject":"Ann","predicate":"lives in","value":"Porto","multiValued":false},"negated":true,"name":null,"aliases":[],
           "participants":[],"confidence":0}
        ]}
        """;

    [Fact]
    public async Task Statements_are_read_with_all_their_parts_in_the_order_of_their_turns()
    {
        var units = await ExtractAsync(Full);
        var turns = Stages.Window.Turns;
        Assert.Equal(["Ann's dog Rex loves the beach.", "Ann no longer lives in Porto.", "Rex is called Rexy."], units.Select(unit => unit.Text));
        Assert.Equal([turns[0].Id, turns[2].Id], units[0].Sources);
        Assert.Equal((BeliefType.Preference, 0.75f, Records.Monday), (units[0].Type, units[0].Confidence, units[0].OccurredAt));
        Assert.Equal(new Slot("Rex", "likes", "the beach", true), units[0].Slot);
        Assert.Equal([new Argument("speaker", "Ann"), new Argument("agent", "Rex"), new Argument("place", "the beach")], units[0].Arguments);
        Assert.Equal((true, new Slot("Ann", "lives in", "Porto"), 0f), (units[1].Negated, units[1].Slot, units[1].Confidence));
        Assert.Equal(new DateTimeOffset(2023, 5, 7, 0, 0, 0, TimeSpan.Zero), units[1].OccurredAt);
        Assert.Equal(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), units[1].ValidFrom);
        Assert.Equal(Records.Monday, units[1].ValidTo);   // the day it was said is the time it was said
        Assert.Equal((BeliefType.Entity, "Rex", "Rexy"), (units[2].Type, units[2].CanonicalName, Assert.Single(units[2].Aliases)));
    }

    [Fact]
    public async Task Nothing_worth_knowing_is_an_answer_and_what_does_not_apply_may_be_left_out()
    {
        Assert.Empty(await ExtractAsync("""{"statements":[]}"""));
        var unit = Assert.Single(await ExtractAsync(Stages.Good("extractor")));
        Assert.Equal((1f, null, Records.Monday), (unit.Confidence, unit.Slot, unit.OccurredAt));
    }

    [Fact]
    public async Task A_day_is_a_day_where_the_turn_was_said()
    {
        var at = new DateTimeOffset(2023, 5, 8, 23, 30, 0, TimeSpan.FromHours(-7));
        var chat = new ScriptedChat(Statement("\"occurred\":\"2023-05-07\",\"validTo\":\"2023-05-08\""), Stages.Model);
        var unit = Assert.Single(await new ChatExtractor(chat).ExtractAsync(new TurnWindow([], [Records.Turn("It is over.", "Ann", "s", at)]), Stages.Stop));
        Assert.Equal((new DateTimeOffset(2023, 5, 7, 0, 0, 0, at.Offset), at), (unit.OccurredAt, unit.ValidTo));
    }

    [Fact]
    public async Task Every_type_and_role_of_the_schema_is_known()
    {
        var chat = new ScriptedChat(Full, Stages.Model);
        await Stages.AskAsync("extractor", chat);
        var properties = ((ChatResponseFormatJson)chat.Options!.ResponseFormat!).Schema!.Value
            .GetProperty("properties").GetProperty("statements").GetProperty("items").GetProperty("properties");
        var types = properties.GetProperty("type").GetProperty("enum").EnumerateArray().Select(type => type.GetString()!).ToList();
        Assert.Equal(Enum.GetValues<BeliefType>().Length, types.Count);
        foreach (var type in types)
            Assert.Equal(type, Assert.Single(await ExtractAsync(Statement(type == "entity" ? "\"name\":\"Rex\"" : "\"negated\":false", type: type))).Type.ToString(), ignoreCase: true);
        foreach (var role in properties.GetProperty("participants").GetProperty("items").GetProperty("properties").GetProperty("role").GetProperty("enum").EnumerateArray())
            Assert.Equal(2, Assert.Single(await ExtractAsync(Statement($$"""participants":[{"role":"{{role}}","entity":"Rex"}]""".Insert(0, "\"")))).Arguments.Length);
    }

    [Theory]
    [InlineData("[]", "names no turn")]
    [InlineData("[0]", "turn is number 0, and 3 were given")]
    [InlineData("[4]", "turn is number 4, and 3 were given")]
    [InlineData("[1,2,3,4]", "number 4")]
    [InlineData("[-1]", "number -1")]
    [InlineData("[2147483648]", "not JSON of the form")]
    [InlineData("[\"1\"]", "not JSON of the form")]
    [InlineData("[\"e-01HZX3M9Q2000G000123456789\"]", "not JSON of the form")]
    [InlineData("[null]", "not JSON of the form")]
    [InlineData("null", "not JSON of the form")]
    [InlineData("1", "not JSON of the form")]
    [InlineData("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "17 entries")]
    public Task A_statement_of_no_turn_that_was_given_is_refused(string turns, string reason) =>
        Stages.RefusesAsync("extractor", $$"""{"statements":[{"turns":{{turns}},"text":"Ann lives in Lisbon.","type":"fact"}]}""", reason);

    [Theory]
    [InlineData("\"occurred\":\"yesterday\"", "'yesterday', which is no day")]
    [InlineData("\"occurred\":\"\"", "no day")]
    [InlineData("\"occurred\":\"2023-02-30\"", "no day")]
    [InlineData("\"occurred\":\"2023-13-01\"", "no day")]
    [InlineData("\"occurred\":\"07/05/2023\"", "no day")]
    [InlineData("\"occurred\":\"2023-05\"", "no day")]
    [InlineData("\"occurred\":\"2023-05-07T00:00:00Z\"", "no day")]
    [InlineData("\"occurred\":\"0001-01-01\"", "year 1,")]
    [InlineData("\"occurred\":\"9999-12-31\"", "year 9999")]
    [InlineData("\"occurred\":\"2124-01-01\"", "year 2124")]
    [InlineData("\"occurred\":1683417600", "not JSON of the form")]
    [InlineData("\"validFrom\":\"soon\"", "validFrom is 'soon'")]
    [InlineData("\"validTo\":\"0203-05-07\"", "validTo is in the year 203")]
    [InlineData("\"validFrom\":\"2023-05-07\",\"validTo\":\"2023-05-07\"", "ends before it begins")]
    [InlineData("\"validFrom\":\"2023-05-07\",\"validTo\":\"2022-05-07\"", "ends before it begins")]
    [InlineData("\"confidence\":1.01", "confidence is 1.01")]
    [InlineData("\"confidence\":-0.1", "confidence is -0.1")]
    [InlineData("\"confidence\":1.00000000001", "confidence")]
    [InlineData("\"confidence\":1e999", "confidence")]
    [InlineData("\"confidence\":NaN", "not JSON of the form")]
    [InlineData("\"confidence\":\"high\"", "not JSON of the form")]
    [InlineData("\"slot\":{\"subject\":\"\",\"predicate\":\"lives in\",\"value\":\"Lisbon\"}", "slot.subject is empty")]
    [InlineData("\"slot\":{\"subject\":\"Ann\",\"predicate\":\" \",\"value\":\"Lisbon\"}", "slot.predicate is empty")]
    [InlineData("\"slot\":{\"subject\":\"Ann\",\"predicate\":\"lives in\",\"value\":\"\\n\"}", "slot.value is empty")]
    [InlineData("\"slot\":{\"subject\":\"Ann\",\"predicate\":\"lives in\"}", "not JSON of the form")]
    [InlineData("\"slot\":{\"subject\":\"Ann\",\"predicate\":\"lives in\",\"value\":null}", "not JSON of the form")]
    [InlineData("\"slot\":{\"subject\":\"Ann\",\"predicate\":\"lives in\",\"value\":\"LONG\"}", "slot.value has 5,000 characters")]
    [InlineData("\"slot\":\"Ann lives in Lisbon\"", "not JSON of the form")]
    [InlineData("\"negated\":true", "negated and has no slot")]
    [InlineData("\"negated\":\"no\"", "not JSON of the form")]
    [InlineData("\"name\":\"Rex\"", "has a name and is no entity")]
    [InlineData("\"aliases\":[\"Rexy\"]", "aliases and no name")]
    [InlineData("\"aliases\":[null]", "null")]
    [InlineData("\"aliases\":[\"\"]", "alias is empty")]
    [InlineData("\"aliases\":[\"LONG\"]", "alias has 5,000 characters")]
    [InlineData("\"participants\":[null]", "null")]
    [InlineData("\"participants\":[{\"role\":\"victim\",\"entity\":\"Ann\"}]", "role is 'victim', which is none of")]
    [InlineData("\"participants\":[{\"role\":\"speaker\",\"entity\":\"Eve\"}]", "role is 'speaker'")]
    [InlineData("\"participants\":[{\"role\":\"agent\",\"entity\":\"\"}]", "participant is empty")]
    [InlineData("\"source\":\"user:bob\"", "not JSON of the form")]
    [InlineData("\"slot\":{\"subject\":\"\\uD800\",\"predicate\":\"lives in\",\"value\":\"Lisbon\"}", "not JSON of the form")]
    public Task A_statement_with_a_bad_part_is_refused(string part, string reason) =>
        Stages.RefusesAsync("extractor", Statement(part).Replace("LONG", new string('x', 5_000), StringComparison.Ordinal), reason);

    [Theory]
    [InlineData("", "fact", "text is empty")]
    [InlineData(" \\n ", "fact", "text is empty")]
    [InlineData("LONG", "fact", "text has 5,000 characters")]
    [InlineData("\\uDC00", "fact", "not JSON of the form")]
    [InlineData("Ann lives in Lisbon.", "rumour", "'rumour', which is none of fact, entity")]
    [InlineData("Ann lives in Lisbon.", "0", "which is none of")]
    [InlineData("Ann lives in Lisbon.", "fact, event", "which is none of")]
    [InlineData("Ann lives in Lisbon.", "", "which is none of")]
    [InlineData("Ann lives in Lisbon.", "entity", "has a name and is no entity, or the other way round")]
    public Task A_statement_that_says_nothing_or_of_no_type_is_refused(string text, string type, string reason) =>
        Stages.RefusesAsync("extractor", Statement("\"negated\":false", text.Replace("LONG", new string('x', 5_000), StringComparison.Ordinal), type), reason);

    [Fact]
    public async Task One_bad_statement_refuses_the_good_ones_beside_it()
    {
        var good = Statement("\"negated\":false")[15..^2];
        await Stages.RefusesAsync("extractor", $$"""{"statements":[{{good}},{"turns":[9],"text":"planted","type":"fact"}]}""", "statement 2's turn is number 9");
        await Stages.RefusesAsync("extractor", $$"""{"statements":[{{good}},null]}""", "null");
    }

    [Fact]
    public async Task More_statements_of_one_turn_than_the_limit_are_refused()
    {
        var chat = new ScriptedChat((_, _) => Task.FromResult($$"""{"statements":[{{string.Join(',', Enumerable.Repeat(Statement("\"negated\":false")[15..^2], 3))}}]}"""), Stages.Model);
        Assert.Equal(3, (await new ChatExtractor(chat, new DerivationOptions { MaxUnitsPerTurn = 3 }).ExtractAsync(Stages.Window, Stages.Stop)).Length);
        var refused = await Assert.ThrowsAsync<ModelOutputException>(
            () => new ChatExtractor(chat, new DerivationOptions { MaxUnitsPerTurn = 2 }).ExtractAsync(Stages.Window, Stages.Stop).AsTask());
        Stages.Says(refused, "extractor", "turn 1 has 3 statements, and DerivationOptions.MaxUnitsPerTurn is 2");
        Assert.Contains("At most 2 statements", chat.Prompts[^1][0].Text, StringComparison.Ordinal);
    }

    private static async Task<ImmutableArray<ExtractedUnit>> ExtractAsync(string answer) => (ImmutableArray<ExtractedUnit>)await Stages.AskAsync("extractor", answer);

    private static string Statement(string part, string text = "Ann lives in Lisbon.", string type = "fact") =>
        $$"""{"statements":[{"turns":[1],"text":"{{text}}","type":"{{type}}",{{part}}}]}""";
}
