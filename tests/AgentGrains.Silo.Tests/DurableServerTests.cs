using System.Net;
using AgentGrains.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace AgentGrains.Silo.Tests;

/// <summary>The server as the program runs it: real grains in one silo, on SQLite.</summary>
public sealed class DurableServerTests : IDisposable
{
    private const string Ann = "/v1/tenants/acme/scopes/user:ann";
    private const string Recall = "/v1/tenants/acme/recall";
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_restart_and_what_was_forgotten_is_not()
    {
        string kept, gone;
        await using (var server = await SiloServer.StartDurableAsync(_data.Path))
        {
            Assert.Equal("ready", (await server.SendOkAsync(HttpMethod.Get, "/health/ready")).GetProperty("status").GetString());
            var answer = await server.SendOkAsync(HttpMethod.Post, $"{Ann}/memories", """
                {"items":[{"text":"I moved to Lisbon in May.","actor":"Ann","session":"s1","occurredAt":"2026-05-03T09:30:00Z","key":"k1","metadata":{"a":"1"}},
                {"text":"My old flat in Porto was too loud.","actor":"Ann","session":"s1","key":"k2"},
                {"kind":"belief","text":"Ann lives in Lisbon.","slot":{"subject":"Ann","predicate":"lives in","value":"Lisbon"}},
                {"kind":"lesson","text":"Ask Ann before nine."}]}
                """);
            var receipts = answer.GetProperty("receipts");
            (kept, gone) = (receipts[0].GetProperty("id").GetString()!, receipts[1].GetProperty("id").GetString()!);
            Assert.Equal([1, 2, 1, 1], receipts.EnumerateArray().Select(receipt => receipt.GetProperty("sequence").GetInt64()));
            using var forgotten = await server.SendAsync(HttpMethod.Delete, $"{Ann}/memories/{gone}");
            Assert.Equal(HttpStatusCode.NoContent, forgotten.StatusCode);
        }

        await using (var server = await SiloServer.StartDurableAsync(_data.Path))
        {
            var records = await server.ListAsync($"{Ann}/memories");
            Assert.DoesNotContain(records, record => record.ToString().Contains("Porto", StringComparison.Ordinal));
            Assert.Equal(
                ["I moved to Lisbon in May.", "Ann lives in Lisbon.", "Ask Ann before nine."],
                records.Where(record => !record.TryGetProperty("derivedFrom", out _)).Select(record => record.GetProperty("text").GetString()));
            Assert.Equal("1", (await server.SendOkAsync(HttpMethod.Get, $"{Ann}/memories/{kept}")).GetProperty("metadata").GetProperty("a").GetString());
            using var read = await server.SendAsync(HttpMethod.Get, $"{Ann}/memories/{gone}");
            await ProblemAssert.IsAsync(read, HttpStatusCode.NotFound, "not-found");

            var recalled = await server.SendOkAsync(HttpMethod.Post, Recall, """{"query":"Where did Ann move to?","scopes":["user:ann"],"kinds":["turn"]}""");
            Assert.Equal(kept, recalled.GetProperty("evidence").EnumerateArray().Single().GetProperty("id").GetString());
            Assert.Contains("Lisbon", recalled.GetProperty("context").GetString(), StringComparison.Ordinal);
            Assert.NotEmpty(recalled.GetProperty("evidence")[0].GetProperty("channels").EnumerateObject());
            Assert.Equal(["user:ann"], (await server.ListAsync("/v1/tenants/acme/scopes")).Select(name => name.GetString()));

            using var erased = await server.SendAsync(HttpMethod.Delete, Ann);
            Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
            Assert.Empty(await server.ListAsync($"{Ann}/memories"));
            Assert.Empty(await server.ListAsync("/v1/tenants/acme/scopes"));
        }
    }

    [Fact]
    public async Task A_belief_that_was_replaced_is_answered_as_of_the_time_before()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        var first = await server.SendOkAsync(HttpMethod.Post, $"{Ann}/memories", """{"items":[{"kind":"belief","text":"Ann lives in Porto."}]}""");
        var old = first.GetProperty("receipts")[0].GetProperty("id").GetString();
        var between = (await server.SendOkAsync(HttpMethod.Get, $"{Ann}/memories/{old}")).GetProperty("recordedAt").GetString()!;
        await server.SendOkAsync(HttpMethod.Post, $"{Ann}/memories", $$"""{"items":[{"kind":"belief","text":"Ann lives in Lisbon.","supersedes":"{{old}}"}]}""");

        var now = await server.SendOkAsync(HttpMethod.Post, Recall, """{"query":"Where does Ann live?","scopes":["user:ann"]}""");
        Assert.Equal(["Ann lives in Lisbon."], now.GetProperty("evidence").EnumerateArray().Select(item => item.GetProperty("text").GetString()));
        var then = await server.SendOkAsync(
            HttpMethod.Post, Recall, $$"""{"query":"Where does Ann live?","scopes":["user:ann"],"asOf":"{{between}}"}""");
        Assert.Equal(["Ann lives in Porto."], then.GetProperty("evidence").EnumerateArray().Select(item => item.GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData("""{"items":[{"text":""}]}""")]
    [InlineData("""{"items":[{"text":"fine"},{"text":"much too long for this server"}]}""")]
    public async Task Texts_that_are_empty_or_too_long_are_refused_and_nothing_is_half_written(string body)
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path, "--AgentGrains:Memory:MaxTextBytes=16");
        using var answer = await server.SendAsync(HttpMethod.Post, $"{Ann}/memories", body);
        var problem = await ProblemAssert.IsAsync(answer, HttpStatusCode.BadRequest, "invalid-memory", "text");
        Assert.DoesNotContain("much too long", problem.Detail(), StringComparison.Ordinal);
        Assert.Empty(await server.ListAsync($"{Ann}/memories"));
    }

    [Fact]
    public async Task Conflicts_and_limits_are_told_by_the_grains_themselves()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path, "--AgentGrains:Memory:MaxRecords=2");
        var first = await server.SendOkAsync(HttpMethod.Post, $"{Ann}/memories", """{"items":[{"text":"a","key":"k"},{"text":"b"}]}""");
        using var conflict = await server.SendAsync(HttpMethod.Post, $"{Ann}/memories", """{"items":[{"text":"other","key":"k"}]}""");
        var problem = await ProblemAssert.IsAsync(conflict, HttpStatusCode.Conflict, "idempotency-conflict", "key");
        Assert.Equal(first.GetProperty("receipts")[0].GetRawText(), problem.GetProperty("existing").GetRawText());
        using var full = await server.SendAsync(HttpMethod.Post, $"{Ann}/memories", """{"items":[{"text":"c"}]}""");
        await ProblemAssert.IsAsync(full, HttpStatusCode.TooManyRequests, "limit-exceeded");
        Assert.Equal(2, (await server.ListAsync($"{Ann}/memories")).Count);
    }

    [Fact]
    public async Task Tenants_with_the_same_scope_names_do_not_share_anything_and_nothing_private_is_logged()
    {
        var (acme, other) = (ApiKey.Create(), ApiKey.Create());
        await using var server = await SiloServer.StartDurableAsync(
            _data.Path, [.. SiloServer.KeyFor(0, "acme", acme), .. SiloServer.KeyFor(1, "other", other)]);
        (string, string) acmeKey = ("X-Api-Key", acme), otherKey = ("X-Api-Key", other);
        await server.SendOkAsync(HttpMethod.Post, $"{Ann}/memories", """{"items":[{"text":"the vault code is zanzibar"}]}""", acmeKey);

        var id = (await server.ListAsync($"{Ann}/memories", acmeKey)).Single().GetProperty("id").GetString();
        Assert.Empty(await server.ListAsync("/v1/tenants/other/scopes/user:ann/memories", otherKey));
        using var read = await server.SendAsync(HttpMethod.Get, $"/v1/tenants/other/scopes/user:ann/memories/{id}", null, otherKey);
        await ProblemAssert.IsAsync(read, HttpStatusCode.NotFound, "not-found");
        var recalled = await server.SendOkAsync(
            HttpMethod.Post, "/v1/tenants/other/recall", """{"query":"vault code zanzibar","scopes":["user:ann"]}""", otherKey);
        Assert.Empty(recalled.GetProperty("evidence").EnumerateArray());
        using var agent = await server.SendAsync(
            HttpMethod.Post, "/v1/tenants/other/agents/spy/run", """{"session":"s","message":"vault code?"}""", otherKey);
        Assert.DoesNotContain("zanzibar", await agent.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var logged = server.Logs.Text + server.Printed;
        Assert.DoesNotContain("zanzibar", logged, StringComparison.Ordinal);
        Assert.DoesNotContain(acme, logged, StringComparison.Ordinal);
        Assert.DoesNotContain(ApiKey.HashOf(acme)[7..], logged, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_agent_answers_with_citations_and_remembers_the_turn()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        await server.SendOkAsync(HttpMethod.Post, $"{Ann}/memories", """{"items":[{"text":"I moved to Lisbon in May.","actor":"Ann"}]}""");
        using var configured = await server.SendAsync(
            HttpMethod.Put, "/v1/tenants/acme/agents/planner", """{"persona":"You plan.","reads":["user:ann"],"writes":"agent:planner"}""");
        Assert.Equal(HttpStatusCode.NoContent, configured.StatusCode);

        var reply = await server.SendOkAsync(HttpMethod.Post, "/v1/tenants/acme/agents/planner/run", """{"session":"s","message":"Where did Ann move to?"}""");
        Assert.Contains("Lisbon", reply.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("[1]", reply.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, reply.GetProperty("receipts").GetArrayLength());
        Assert.Equal(2, (await server.ListAsync("/v1/tenants/acme/scopes/agent:planner/memories")).Count(record => record.GetProperty("kind").GetString() == "turn"));
    }

    [Fact]
    public async Task Metrics_tell_about_memory_storage_and_the_silo()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        await server.SendOkAsync(HttpMethod.Post, $"{Ann}/memories", """{"items":[{"text":"a"}]}""");
        using var answer = await server.SendAsync(HttpMethod.Get, "/metrics");
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        foreach (var name in new[] { "agentgrains_memory_operations", "agentgrains_sqlite_commits", "orleans_catalog_activations", "dotnet_gc_" })
            Assert.Contains(name, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_journal_is_told_by_scope_and_segment_and_not_written_over()
    {
        await using (var server = await SiloServer.StartDurableAsync(_data.Path))
            await server.SendOkAsync(HttpMethod.Post, $"{Ann}/memories", """{"items":[{"text":"the private text"}]}""");
        FlipBits();

        await using (var server = await SiloServer.StartDurableAsync(_data.Path))
        {
            using var read = await server.SendAsync(HttpMethod.Get, $"{Ann}/memories");
            var problem = await ProblemAssert.IsAsync(read, HttpStatusCode.InternalServerError, "journal-corrupted");
            Assert.Contains("acme/user:ann", problem.GetProperty("scope").GetString(), StringComparison.Ordinal);
            Assert.NotEmpty(problem.GetProperty("segment").GetString()!);
            Assert.DoesNotContain("the private text", problem.GetRawText(), StringComparison.Ordinal);
            using var write = await server.SendAsync(HttpMethod.Post, $"{Ann}/memories", """{"items":[{"text":"b"}]}""");
            await ProblemAssert.IsAsync(write, HttpStatusCode.InternalServerError, "journal-corrupted");
        }
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_does_not_start_and_says_why()
    {
        await using var server = await SiloServer.StartDurableAsync(_data.Path);
        var locked = await Assert.ThrowsAnyAsync<Exception>(() => SiloServer.StartDurableAsync(_data.Path));
        Assert.Contains(_data.Path, StartFault.Explain(locked), StringComparison.Ordinal);
        await server.SendOkAsync(HttpMethod.Post, $"{Ann}/memories", """{"items":[{"text":"a"}]}""");
    }

    private void FlipBits()
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_data.Path, SqliteStorageOptions.DefaultFileName)};Pooling=False");
        connection.Open();
        using var select = connection.CreateCommand();
        select.CommandText = "SELECT rowid, payload FROM grain_state WHERE instr(payload, 'the private text') > 0";
        var rows = new List<(long Row, byte[] Payload)>();
        using (var reader = select.ExecuteReader())
        {
            while (reader.Read())
                rows.Add((reader.GetInt64(0), (byte[])reader.GetValue(1)));
        }

        Assert.NotEmpty(rows);
        foreach (var (row, payload) in rows)
        {
            payload[payload.AsSpan().IndexOf("private"u8)] ^= 1;
            using var update = connection.CreateCommand();
            update.CommandText = "UPDATE grain_state SET payload = $payload WHERE rowid = $row";
            update.Parameters.AddWithValue("$payload", payload);
            update.Parameters.AddWithValue("$row", row);
            update.ExecuteNonQuery();
        }
    }
}
