using System.Text;
using AgentGrains.Cluster.Tests.Storage;
using Xunit;

namespace AgentGrains.Cluster.Tests.Procedural;

/// <summary>Lessons, concepts and skills in a silo: durable, once, recalled like any memory, gone with their scope.</summary>
public sealed class KnowHowTests
{
    private static readonly Scope Desk = Scope.Team("acme", "desk");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_learnt_is_there_after_a_restart_and_recalled()
    {
        var storage = new SharedStorage();
        await using (var cluster = await MemoryCluster.StartAsync(storage: storage))
        {
            var knowHow = cluster.Memory.Scope(Desk).KnowHow;
            var revision = await knowHow.ReviseLessonsAsync("billing", [LessonEdit.Add("Check the order date before a refund."), LessonEdit.Add("Be brief.")], Token);
            storage.Faults.FailNextWrite(before: false);   // the vote is committed, and its acknowledgement lost
            revision = await knowHow.ReviseLessonsAsync("billing", [LessonEdit.Up(revision.Lessons[0].Number), LessonEdit.Remove(revision.Lessons[1].Number)], Token);
            Assert.Equal(3, Assert.Single(revision.Lessons).Votes);
            await knowHow.LearnAsync([new Concept { Name = "refund", Cues = ["a customer wants the money back"], UsedIn = ["case 1"] }], Token);
            await knowHow.LearnAsync([new Concept { Name = "Refund", Cues = ["an item is sent back broken"], Description = "Give the money back.", UsedIn = ["case 2"] }], Token);
            await knowHow.PublishSkillsAsync([new Skill("short", "Answer in a line."), new Skill("long", "Explain all.")], "first", Token);
            for (var i = 0; i < 40; i++)
            {
                var choice = await knowHow.ChooseSkillsAsync("chat", cancellationToken: Token);
                await knowHow.RewardAsync(choice, choice.Skills[0].Name == "short" ? 1 : 0, Token);
            }
        }

        await using var later = await MemoryCluster.StartAsync(storage: storage);
        var again = later.Memory.Scope(Desk).KnowHow;
        Assert.Equal("Check the order date before a refund.", Assert.Single(await again.GetLessonsAsync("billing", Token)).Text);
        var concept = Assert.Single(await again.SelectConceptsAsync("She says it arrived broken and sent it back", cancellationToken: Token));
        Assert.Equal(("refund", "Give the money back.", 2, 2), (concept.Name, concept.Description, concept.Cues.Length, concept.UsedIn.Length));
        var bank = await again.GetSkillsAsync(Token);
        Assert.Equal((1, 40), (bank.Current, bank.Versions[0].Trials));
        var chosen = 0;
        for (var i = 0; i < 20; i++)
            chosen += (await again.ChooseSkillsAsync("chat", cancellationToken: Token)).Skills[0].Name == "short" ? 1 : 0;
        Assert.InRange(chosen, 17, 20);
        var recalled = await later.Memory.Scope(Desk).RecallAsync("What must be checked before a refund?", cancellationToken: Token);
        Assert.Contains(recalled.Evidence, evidence => evidence.Record.Kind == MemoryKind.Lesson);
    }

    [Fact]
    public async Task Experiences_come_back_whole_with_their_failures()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var knowHow = cluster.Memory.Scope(Desk).KnowHow;
        Experience[] tried =
        [
            new("open the blue door", "the hall is dark", "turn the handle", false, "it is locked", 3),
            new("open the blue door", "the hall is dark", "use the brass key", true, "it opened", 2),
            new("feed the goat", "noon", "give hay", true, "it ate"),
        ];
        foreach (var experience in tried)
            await knowHow.RememberAsync(experience, Token);
        Assert.Equal(tried[..2].OrderBy(item => item.Plan), (await knowHow.RecallExperiencesAsync("How do I open the blue door?", 2, Token)).OrderBy(item => item.Plan));
        Assert.Throws<InvalidMemoryException>(() => tried[0] with { Plan = " " } is var bad ? bad.ToDraft() : null!);
    }

    [Fact]
    public async Task An_erased_scope_leaves_none_of_it()
    {
        await using var cluster = await MemoryCluster.StartAsync(configure: grains => grains.ConfigureVault(vault => vault.Key = VaultTests.Key));
        var memory = cluster.Memory.Scope(Desk);
        await memory.KnowHow.ReviseLessonsAsync("billing", [LessonEdit.Add("the canary sings")], Token);
        await memory.KnowHow.PublishSkillsAsync([new Skill("canary", "the canary sings")], cancellationToken: Token);
        await memory.Vault.SetAsync("canary", "the value", "the canary sings", Token);
        Assert.Equal(3, cluster.Storage.Records.Count(record => HoldsCanary(record.Value)));
        await memory.EraseAsync(Token);
        Assert.DoesNotContain(cluster.Storage.Records.Values, HoldsCanary);
        Assert.Empty(await memory.Vault.ListAsync(Token));
        Assert.Equal(0, (await memory.KnowHow.GetSkillsAsync(Token)).Current);
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await memory.KnowHow.ChooseSkillsAsync("chat", cancellationToken: Token));
    }

    [Fact]
    public async Task What_is_not_valid_is_refused()
    {
        await using var cluster = await MemoryCluster.StartAsync();
        var knowHow = cluster.Memory.Scope(Desk).KnowHow;
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await knowHow.ReviseLessonsAsync("", [LessonEdit.Add("x")], Token));
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await knowHow.ReviseLessonsAsync("r", [], Token));
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await knowHow.LearnAsync([new Concept { Name = " " }], Token));
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await knowHow.PublishSkillsAsync([new Skill("a", "x"), new Skill("a", "y")], cancellationToken: Token));
        await knowHow.PublishSkillsAsync([new Skill("a", "x")], cancellationToken: Token);
        var choice = await knowHow.ChooseSkillsAsync("c", cancellationToken: Token);
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await knowHow.RewardAsync(choice, double.NaN, Token));
        await Assert.ThrowsAsync<InvalidMemoryException>(async () => await knowHow.RewardAsync(choice with { Version = 9 }, 1, Token));
    }

    private static bool HoldsCanary((string ETag, byte[] Payload) record) => record.Payload.AsSpan().IndexOf(Encoding.UTF8.GetBytes("canary")) >= 0;
}
