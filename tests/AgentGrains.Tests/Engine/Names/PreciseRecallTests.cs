using Xunit;

namespace AgentGrains.Tests.Engine.Names;

/// <summary>Only what is called by its name comes back: whole names, one typing error, nothing beside the point.</summary>
public sealed class PreciseRecallTests
{
    private readonly Beliefs _beliefs = new();

    public PreciseRecallTests()
    {
        _beliefs.Add("postgres_database", "PostgreSQL;Postgres;pg");
        _beliefs.Add("message_queue", "RabbitMQ;message broker;AMQP");
        _beliefs.Add("terraform", "infra as code;tf");
        _beliefs.Add("sprint_7_goal", "sprint 7");
        _beliefs.Add("vue_frontend", "Vue.js;VueJS");
        _beliefs.Add("on_call_rotation", "pager duty;on-call");
        _beliefs.Add("Ελένη", "η γιατρός");
    }

    [Theory]
    [InlineData("is postgres fine for this?", "postgres_database")]
    [InlineData("POSTGRES", "postgres_database")]
    [InlineData("pg?", "postgres_database")]
    [InlineData("our postgres_database is slow", "postgres_database")]
    [InlineData("postgers vacuum settings", "postgres_database")]
    [InlineData("postgre vacuum settings", "postgres_database")]
    [InlineData("postgress vacuum settings", "postgres_database")]
    [InlineData("postgrex vacuum settings", "postgres_database")]
    [InlineData("RabitMQ dead letters", "message_queue")]
    [InlineData("which mesage broker do we use", "message_queue")]
    [InlineData("which message broker, again?", "message_queue")]
    [InlineData("Terraform… or not?", "terraform")]
    [InlineData("infra-as-code review", "terraform")]
    [InlineData("the sprint 7 goal", "sprint_7_goal")]
    [InlineData("migrate Vue.js and terraform", "vue_frontend", "terraform")]
    [InlineData("who is on call this week", "on_call_rotation")]
    [InlineData("τι είπε η Ελενη", "Ελένη")]
    public void What_is_called_by_a_name_is_found(string query, params string[] names) => Assert.Equal(names.Order(), _beliefs.Ask(query).Order());

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("how do we queue the messages")]        // the words, not the name
    [InlineData("sprint 8 goal")]                       // digits are never guessed
    [InlineData("sprint planning")]
    [InlineData("pastgres")]                            // the first two letters are taken as they are
    [InlineData("poostgrse")]                           // two errors
    [InlineData("pq?")]                                 // too short to bear an error
    [InlineData("call me on monday")]
    [InlineData("look at https://example.org/terraform/docs for this")]
    [InlineData("why does ```terraform apply``` hang here, in general?")]
    [InlineData("open ./src/terraform/main.tf please now")]
    [InlineData("what is known of this")]               // content is not a name
    public void What_is_not_called_by_a_name_is_not_found(string query) => Assert.Empty(_beliefs.Ask(query));

    [Fact]
    public void A_name_of_its_own_comes_before_an_alias_and_an_exact_one_before_a_typing_error()
    {
        _beliefs.Add("stock market", "the broker");
        _beliefs.Add("broker");
        Assert.Equal(["broker", "stock market"], _beliefs.Ask("the broker"));
        Assert.Equal(["postgres_database", "message_queue"], _beliefs.Ask("rabitmq or postgres"));
    }

    [Fact]
    public void Beliefs_of_other_domains_are_not_seen_in_any_profile()
    {
        _beliefs.Add("redis_cache", "Redis", domain: "code");
        _beliefs.Add("redis_character", "Redis", domain: "novel");
        Assert.Equal(["redis_cache"], _beliefs.Ask("what does redis do", "code"));
        Assert.Equal(["redis_character"], _beliefs.Ask("what does redis do", "novel", "cooking"));
        Assert.Equal(2, _beliefs.Ask("what does redis do").Length);
        Assert.Equal(["redis_character"], _beliefs.Search("redis", ["novel"], RecallProfile.Balanced).Hits.Select(hit => hit.Record.CanonicalName));
        Assert.Equal(["terraform"], _beliefs.Ask("terraform", "novel"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void No_inner_belief_of_a_supersession_chain_is_ever_found(int depth)
    {
        var last = _beliefs.Add("linter_0", "linter;first checker");
        for (var i = 1; i <= depth; i++)
            last = _beliefs.Add($"linter_{i}", $"linter;checker {(char)('a' + i)}", supersedes: last);
        Assert.Equal([$"linter_{depth}"], _beliefs.Ask("which linter do we use"));
        Assert.Empty(_beliefs.Ask("is the first checker still used"));
        Assert.Equal([$"linter_{depth}"], _beliefs.Search("which linter is used", null, RecallProfile.Balanced).Hits.Select(hit => hit.Record.CanonicalName!).Where(name => name.StartsWith("linter", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_stands_is_told_apart_and_is_not_found_again()
    {
        _beliefs.Add("short_answers", "brevity", pinned: true);
        _beliefs.Add("pinned_decision", "the decision", domain: "code", pinned: true);
        _beliefs.Add("edited_style", "style", domain: "novel", pinned: true, details: new BeliefDetails { Type = BeliefType.Preference, UserEdited = true });
        _beliefs.Add("auth_question", "auth", domain: "code", pinned: true, type: BeliefType.OpenQuestion);
        _beliefs.Add("old_question", "hosting", domain: "code", pinned: true, details: new BeliefDetails { Type = BeliefType.OpenQuestion, ResolvedAt = Records.Monday });
        _beliefs.Add("skill", "kayaking", domain: "code", details: new BeliefDetails { Subtype = "expertise" });
        var found = _beliefs.Search("brevity, the decision, style, auth, hosting and kayaking", ["code"]);
        Assert.Empty(found.Hits);
        Assert.Equal(["short_answers"], found.Standing!.Persona.Select(record => record.CanonicalName));
        Assert.Equal(["pinned_decision", "edited_style"], found.Standing.Pinned.Select(record => record.CanonicalName));
        Assert.Equal(["auth_question"], found.Standing.OpenQuestions.Select(record => record.CanonicalName));
        Assert.Empty(_beliefs.Search("x", ["cooking"]).Standing!.OpenQuestions);
    }

    [Fact]
    public void A_name_among_thousands_of_like_ones_is_found_alone()
    {
        for (var i = 0; i < 2_000; i++)
            _beliefs.Add($"component {(char)('a' + i % 26)}{(char)('a' + i / 26 % 26)}{(char)('a' + i / 676)}x");
        Assert.Equal(["component baax"], _beliefs.Ask("how does component baax work"));
        Assert.Equal(["terraform"], _beliefs.Ask("terrafrom"));
    }
}
