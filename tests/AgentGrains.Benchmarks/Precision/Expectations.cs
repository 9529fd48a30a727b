using System.Text.Json;

namespace AgentGrains.Benchmarks.Precision;

/// <summary>What one case expects of a context, and whether it was met; scored as the benchmark's own runner does.</summary>
internal static class Expectations
{
    /// <summary>Everything that is not as expected; empty when the case passes.</summary>
    public static List<string> Failures(JsonElement expect, RecallResult found)
    {
        var failures = new List<string>();
        var relevant = Names(found.Evidence.Select(item => item.Record));
        var pinned = Names(found.Standing.Pinned);
        var either = relevant.Union(pinned).ToHashSet();
        if (expect.TryGetProperty("relevantBeliefs", out var beliefs))
        {
            Require(List(beliefs, "mustInclude").Concat(List(beliefs, "shouldInclude")), either, "is missing");
            Forbid(List(beliefs, "mustExclude"), either, "must not be there");
            if (beliefs.TryGetProperty("shouldOnlyInclude", out _))
            {
                Require(List(beliefs, "shouldOnlyInclude"), relevant, "is missing");
                Forbid(relevant.Except(List(beliefs, "shouldOnlyInclude")), relevant, "is beside the point");
            }

            RequireOrder(beliefs, [.. found.Evidence.Select(item => BeliefStore.NameOf(item.Record))]);
            if ((beliefs.TryGetProperty("maxCount", out var most) && relevant.Count > most.GetInt32()) || (beliefs.TryGetProperty("minCount", out var least) && relevant.Count < least.GetInt32()))
                failures.Add($"{relevant.Count} relevant beliefs");
        }

        Tier("pinnedFacts", pinned);
        Tier("openQuestions", Names(found.Standing.OpenQuestions));
        if (expect.TryGetProperty("noiseCheck", out var noise))
            Forbid(List(noise, "mustNotSurface"), either, "is noise");
        if (expect.TryGetProperty("personaPrelude", out var persona))
            CheckPersona(persona, string.Join(' ', found.Standing.Persona.Select(record => record.Text)));
        return failures;

        void Tier(string tier, HashSet<string> names)
        {
            if (!expect.TryGetProperty(tier, out var expected))
                return;
            Require(List(expected, "mustInclude"), names, $"is missing in {tier}");
            Forbid(List(expected, "mustExclude"), names, $"must not be in {tier}");
        }

        void Require(IEnumerable<string> expected, HashSet<string> names, string what) => failures.AddRange(expected.Where(name => !names.Contains(name)).Select(name => $"{name} {what}"));

        void Forbid(IEnumerable<string> expected, HashSet<string> names, string what) => failures.AddRange(expected.Where(names.Contains).Select(name => $"{name} {what}"));

        void RequireOrder(JsonElement expected, List<string> order)
        {
            foreach (var pair in expected.TryGetProperty("orderedBefore", out var pairs) ? pairs.EnumerateArray().ToList() : [])
            {
                if (order.IndexOf(pair[0].GetString()!) is var first && (first < 0 || first >= order.IndexOf(pair[1].GetString()!)))
                    failures.Add($"{pair[0]} does not come before {pair[1]}");
            }
        }

        void CheckPersona(JsonElement expected, string text)
        {
            if (expected.TryGetProperty("nonEmpty", out var some) && some.GetBoolean() && text.Length == 0)
                failures.Add("the persona is empty");
            if (expected.TryGetProperty("isNull", out var none) && none.GetBoolean() && text.Length > 0)
                failures.Add("the persona is not empty");
            failures.AddRange(List(expected, "contains").Where(part => !text.Contains(part, StringComparison.Ordinal)).Select(part => $"the persona does not say '{part}'"));
            failures.AddRange(List(expected, "mustNotContain").Where(part => text.Contains(part, StringComparison.Ordinal)).Select(part => $"the persona says '{part}'"));
        }
    }

    /// <summary>The relevant beliefs that a case expects.</summary>
    public static HashSet<string> Gold(JsonElement expect) => !expect.TryGetProperty("relevantBeliefs", out var beliefs) ? []
        : beliefs.TryGetProperty("shouldOnlyInclude", out _) ? List(beliefs, "shouldOnlyInclude").ToHashSet()
        : List(beliefs, "mustInclude").ToHashSet();

    private static HashSet<string> Names(IEnumerable<MemoryRecord> records) => records.Select(BeliefStore.NameOf).ToHashSet();

    private static IEnumerable<string> List(JsonElement element, string property) =>
        element.TryGetProperty(property, out var list) ? list.EnumerateArray().Select(item => item.GetString()!) : [];
}
