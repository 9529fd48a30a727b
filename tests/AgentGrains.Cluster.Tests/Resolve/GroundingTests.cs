using System.ComponentModel;
using AgentGrains.Cluster.Tests.Agents;
using Microsoft.SemanticKernel;
using Xunit;

namespace AgentGrains.Cluster.Tests.Resolve;

/// <summary>
/// Parameters of tools from memory (Mem2ActBench): facts and their changes lie scattered in talk about other things; a tool's parameters are filled
/// with what holds now, of the right person, from the right scope.
/// </summary>
public sealed class GroundingTests
{
    private static readonly (string[] Parameters, string[] Said, string[] Changed, string[] Values)[] Facts =
    [
        (["city", "homeCity"], ["I live in {0}.", "By the way, I live in {0}."], ["I moved to {0}.", "I moved from {1} to {0}."], ["Lisbon", "Oslo", "Ghent", "Vienna", "Porto", "Turin"]),
        (["employer", "company"], ["I work at {0}.", "I work for {0}."], ["I started working at {0}.", "I quit my job at {1}. I work at {0}."], ["Initech", "Globex", "Hooli", "Umbrella", "Acme Corp", "Stark Industries"]),
        (["car", "vehicle"], ["I drive a {0}."], ["I drive a {0}."], ["Volvo", "Fiat", "Tesla", "Skoda", "Honda", "Renault"]),
        (["language"], ["I speak {0}."], [], ["French", "Greek", "Danish", "Polish", "Turkish", "Dutch"]),
        (["allergy", "allergies"], ["I am allergic to {0}."], [], ["peanuts", "celery", "shellfish", "pollen", "wheat", "latex"]),
    ];

    private static readonly string[] Chatter =
    [
        "The weather was awful all week.", "Did you see the match last night?", "I finally cleaned the garage.", "That film was far too long.",
        "My neighbour's dog barks all day.", "Coffee first, then we talk.", "The meeting could have been an email.", "I slept badly again.",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generated_tool_tasks_are_filled_with_f1_of_at_least_90_percent_and_nothing_stale_or_foreign()
    {
        await using var cluster = await MemoryCluster.StartAsync(derives: true);
        var random = new Random(52);
        var (right, filled, wanted, stale, foreign) = (0, 0, 0, 0, 0);
        for (var person = 0; person < 20; person++)
        {
            var scope = Scope.User("acme", $"person{person}");
            var (now, before) = (new Dictionary<int, string>(), new Dictionary<int, HashSet<string>>());
            var said = new List<string>();
            for (var fact = 0; fact < Facts.Length; fact++)
            {
                if (random.Next(5) == 0)
                    continue;   // never told
                var values = Facts[fact].Values.OrderBy(_ => random.Next()).ToArray();
                var changes = Facts[fact].Changed.Length == 0 ? 0 : random.Next(3);
                for (var change = 0; change <= changes; change++)
                {
                    var ways = change == 0 ? Facts[fact].Said : Facts[fact].Changed;
                    said.AddRange(Chatter.OrderBy(_ => random.Next()).Take(random.Next(1, 3)));
                    said.Add(string.Format(System.Globalization.CultureInfo.InvariantCulture, ways[random.Next(ways.Length)], values[change], change > 0 ? values[change - 1] : ""));
                    before.TryAdd(fact, []);
                    if (now.TryGetValue(fact, out var old))
                        before[fact].Add(old);
                    now[fact] = values[change];
                }
            }

            await SayAsync(cluster, scope, said);
            await SayAsync(cluster, Scope.User("acme", $"other{person}"), [.. Facts.Select(fact => string.Format(System.Globalization.CultureInfo.InvariantCulture, fact.Said[0], fact.Values[^1]))]);

            // Every tool asks for some of the parameters, under one of their names.
            for (var tool = 0; tool < 4; tool++)
            {
                int[] asked = [.. Enumerable.Range(0, Facts.Length).OrderBy(_ => random.Next()).Take(random.Next(1, Facts.Length))];
                var fields = asked.Select(fact => new FormField { Name = Facts[fact].Parameters[random.Next(Facts[fact].Parameters.Length)] }).ToArray();
                var result = await cluster.Memory.Scope(scope).ResolveAsync(fields, "Ann", Token);
                foreach (var (fact, field) in asked.Zip(result.Fields))
                {
                    wanted += now.ContainsKey(fact) ? 1 : 0;
                    if (field.Outcome != ResolveOutcome.Filled)
                        continue;
                    filled++;
                    var value = field.Values[0].Value;
                    right += value == now.GetValueOrDefault(fact) ? 1 : 0;
                    stale += before.TryGetValue(fact, out var old) && old.Contains(value) ? 1 : 0;
                    foreign += field.Values[0].Scope != scope ? 1 : 0;
                }
            }
        }

        var (precision, recall) = ((double)right / filled, (double)right / wanted);
        var f1 = 2 * precision * recall / (precision + recall);
        TestContext.Current.TestOutputHelper?.WriteLine($"F1 {f1:0.000} (precision {precision:0.000}, recall {recall:0.000}) of {wanted} parameters; stale {stale}, wrong scope {foreign}");
        Assert.Equal((0, 0), (stale, foreign));
        Assert.InRange(f1, 0.9, 1);
    }

    [Fact]
    public async Task A_model_resolves_and_then_calls_the_right_tool()
    {
        var (weather, model) = (new Weather(), new ToolModel(
            _ => ToolModel.Call("memory_resolve", ("fields", "home city"), ("subject", "Ann")),
            seen => ToolModel.Call("weather_forecast", ("city", ToolModel.Last(seen).Split(": ")[1].Split(' ')[0])),
            seen => ToolModel.Say(ToolModel.Last(seen))));
        var ann = Scope.User("acme", "ann");
        await using var cluster = await MemoryCluster.StartAsync(derives: true, configure: grains => grains.UseChatClient(_ => model).AddPlugin("weather", _ => weather));
        await SayAsync(cluster, ann, ["I live in Oslo.", "I moved to Lisbon."]);
        await cluster.Memory.Agent("acme", "helper").ConfigureAsync(new AgentProfile { Reads = [ann], Writes = Scope.Agent("acme", "helper"), Plugins = ["memory", "weather"] }, Token);
        Assert.Equal("sun in Lisbon", (await cluster.Memory.Agent("acme", "helper").RunAsync("monday", "What will the weather be at my place?", Token)).Text);
        Assert.Equal(["Lisbon"], weather.Asked);
    }

    private static async Task SayAsync(MemoryCluster cluster, Scope scope, List<string> texts)
    {
        // In several sessions, a day apart: what was said later counts.
        var start = new DateTimeOffset(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);
        MemoryDraft[] drafts = [.. texts.Select((text, i) => new MemoryDraft { Text = text, Actor = "Ann", Session = $"s{i / 4}", OccurredAt = start.AddHours(6 * i) })];
        var receipts = await cluster.Memory.Scope(scope).RememberAsync(drafts, Token);
        await cluster.Memory.RecallAsync("acme", new RecallRequest { Query = "anything", Scopes = [scope], Watermark = receipts[^1].Watermark }, Token);
    }

    private sealed class Weather
    {
        public List<string> Asked { get; } = [];

        [KernelFunction("forecast"), Description("The weather of a city.")]
        public string Forecast(string city)
        {
            Asked.Add(city);
            return $"sun in {city}";
        }
    }
}
