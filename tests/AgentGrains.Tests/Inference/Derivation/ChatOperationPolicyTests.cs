using System.Globalization;
using AgentGrains.Cluster.Tests.Agents;
using AgentGrains.Inference.Derivation;
using AgentGrains.Tests.Engine;
using Microsoft.Extensions.AI;
using Xunit;

namespace AgentGrains.Tests.Inference.Derivation;

public sealed class ChatOperationPolicyTests
{
    private static readonly ExtractedUnit Over = Stages.Unit with { Text = "Ann left Porto.", Negated = true };

    [Theory]
    [InlineData("add", null, PolicyAction.Add)]
    [InlineData("update", 1, PolicyAction.Update)]
    [InlineData("delete", 1, PolicyAction.Delete)]
    [InlineData("nothing", 2, PolicyAction.Nothing)]
    [InlineData("nothing", null, PolicyAction.Nothing)]
    public async Task A_decision_acts_on_the_record_whose_number_it_names(string action, int? target, PolicyAction expected) => Assert.Equal(
        new PolicyDecision(expected, target is { } number ? Stages.Known[number - 1].Id : null, "because"),
        await DecideAsync(Stages.Unit, $$"""{"action":"{{action}}","target":{{target?.ToString(CultureInfo.InvariantCulture) ?? "null"}},"reason":" because "}"""));

    [Fact]
    public async Task Every_action_of_the_schema_is_known_and_none_is_missing()
    {
        var chat = new ScriptedChat(Stages.Good("policy"), Stages.Model);
        await Stages.AskAsync("policy", chat);
        var actions = ((ChatResponseFormatJson)chat.Options!.ResponseFormat!).Schema!.Value.GetProperty("properties").GetProperty("action").GetProperty("enum");
        Assert.Equal(Enum.GetNames<PolicyAction>(), actions.EnumerateArray().Select(action => action.GetString()!), StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("update", "null", "names no target")]
    [InlineData("delete", "null", "names no target")]
    [InlineData("add", "1", "it adds, and names a target")]
    [InlineData("update", "0", "the target is number 0, and 4 were given")]
    [InlineData("delete", "5", "the target is number 5, and 4 were given")]
    [InlineData("nothing", "5", "the target is number 5")]
    [InlineData("delete", "-1", "number -1")]
    [InlineData("delete", "\"1\"", "not JSON of the form")]
    [InlineData("delete", "\"s-01HZX3M9Q2000G000123456789\"", "not JSON of the form")]
    [InlineData("delete", "[1,2,3,4]", "not JSON of the form")]
    [InlineData("delete", "1e9", "not JSON of the form")]
    [InlineData("update", "2", "what a person set")]
    [InlineData("delete", "2", "what a person set")]
    [InlineData("delete", "3", "before that began")]
    [InlineData("update", "3", "before that began")]
    [InlineData("erase", "1", "'erase', which is none of add, update, delete, nothing")]
    [InlineData("2", "1", "which is none of")]
    [InlineData("add, delete", "1", "which is none of")]
    public Task A_decision_that_may_not_be_is_refused(string action, string target, string reason) =>
        Stages.RefusesAsync("policy", $$"""{"action":"{{action}}","target":{{target}},"reason":"because"}""", reason);

    [Theory]
    [InlineData("\"\"", "reason is empty")]
    [InlineData("null", "not JSON of the form")]
    [InlineData("5", "not JSON of the form")]
    [InlineData("\"LONG\"", "reason has 5,000 characters")]
    public Task A_decision_without_a_short_reason_is_refused(string given, string reason) => Stages.RefusesAsync(
        "policy", $$"""{"action":"add","target":null,"reason":{{given.Replace("LONG", new string('x', 5_000), StringComparison.Ordinal)}}}""", reason);

    [Theory]
    [InlineData("add", "null")]
    [InlineData("update", "1")]
    public async Task What_is_over_is_never_kept(string action, string target)
    {
        var refused = await Assert.ThrowsAsync<ModelOutputException>(() => DecideAsync(Over, $$"""{"action":"{{action}}","target":{{target}},"reason":"because"}"""));
        Stages.Says(refused, "policy", "says that something is over");
        Assert.Equal(PolicyAction.Delete, (await DecideAsync(Over, """{"action":"delete","target":1,"reason":"moved"}""")).Action);
    }

    [Fact]
    public async Task What_a_person_edited_is_never_changed()
    {
        var edited = Records.Turn("Ann lives in Porto.") with { Belief = new BeliefDetails { UserEdited = true } };
        var chat = new ScriptedChat(Stages.Good("policy"), Stages.Model);
        await Assert.ThrowsAsync<ModelOutputException>(() => new ChatOperationPolicy(chat).DecideAsync(Stages.Unit, [edited], Stages.Stop).AsTask());
        Assert.Contains("\"fixed\":true", chat.Prompts[0][^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_similar_is_known_nothing_is_asked()
    {
        var chat = new ScriptedChat("nonsense", Stages.Model);
        Assert.Equal(PolicyAction.Add, (await new ChatOperationPolicy(chat).DecideAsync(Stages.Unit, [], Stages.Stop)).Action);
        Assert.Equal((PolicyAction.Nothing, null), await new ChatOperationPolicy(chat).DecideAsync(Over, [], Stages.Stop) is var (action, target, _) ? (action, target) : default);
        Assert.Empty(chat.Prompts);
    }

    private static async Task<PolicyDecision> DecideAsync(ExtractedUnit unit, string answer) =>
        await new ChatOperationPolicy(new ScriptedChat(answer, Stages.Model)).DecideAsync(unit, Stages.Known, Stages.Stop);
}
