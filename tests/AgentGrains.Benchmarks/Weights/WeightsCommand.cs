using System.CommandLine;
using System.Text.Json.Nodes;
using AgentGrains.Benchmarks.Locomo;
using AgentGrains.Engine.Fusion;
using AgentGrains.Engine.Learning;

namespace AgentGrains.Benchmarks.Weights;

/// <summary>
/// Looks inside the fusion: recall of turns with the shipped weights, with each signal off, and with weights fitted on the other
/// conversations only (leave one out).
/// </summary>
internal static class WeightsCommand
{
    public static Command Make()
    {
        var data = new Option<FileInfo>("--data") { Description = "LoCoMo JSON file", Required = true };
        var embedder = new Option<string?>("--embedder") { Description = "none (default), hashing or model2vec:DIR" };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file" };
        var command = new Command("weights", "Weights of the channels: each one off, and fitted on other conversations") { data, embedder, json };
        command.SetAction(async (parsed, _) =>
            await Figures.ReportAsync(await RunAsync(parsed.GetValue(data)!, parsed.GetValue(embedder)), parsed.GetValue(json)));
        return command;
    }

    private static async Task<JsonObject> RunAsync(FileInfo data, string? embedder)
    {
        var questions = new List<LabelledQuestion>();
        var shipped = RecallWeights.Default;
        foreach (var conversation in await LocomoData.ReadAsync(data))
        {
            using var index = await TurnIndex.MakeAsync(conversation, embedder);
            shipped = index.Weights;
            questions.AddRange(await index.ReadAsync());
        }

        var weights = Vector(shipped);
        var all = Measure(questions, _ => weights);
        var ablation = new JsonObject();
        foreach (var signal in Enum.GetValues<Signal>().Where(signal => shipped[signal] != 0))
        {
            var without = weights.ToArray();
            without[(int)signal] = 0;
            ablation[signal.ToString()] = Measure(questions, _ => without).Minus(all).ToJson();
        }

        var prior = new float[weights.Length];
        var folds = questions.Select(question => question.Conversation).Distinct().ToDictionary(
            held => held, held => Fit(questions.Where(question => question.Conversation != held), prior));
        return new JsonObject
        {
            ["questions"] = questions.Count,
            ["shipped"] = all.ToJson(),
            ["without"] = ablation,
            ["leaveOneOut"] = Measure(questions, question => folds[question.Conversation]).ToJson(),
            ["rerankOfBm25"] = RerankTrial.Run(questions, question => folds[question.Conversation]),
            ["fitted"] = Named(Fit(questions, prior)),
        };
    }

    private static float[] Fit(IEnumerable<LabelledQuestion> questions, float[] prior) =>
        ListwiseFitter.Fit([.. questions.Where(question => question.Example is not null).Select(question => question.Example!)], prior);

    private static TurnRecall Measure(List<LabelledQuestion> questions, Func<LabelledQuestion, float[]> weights)
    {
        var total = new TurnRecall();
        foreach (var question in questions)
            total.Add(question, weights(question));
        return total;
    }

    private static float[] Vector(RecallWeights weights) => [.. Enum.GetValues<Signal>().Select(signal => weights[signal])];

    private static JsonObject Named(float[] weights) =>
        new(Enum.GetValues<Signal>().Select(signal => KeyValuePair.Create(signal.ToString(), (JsonNode?)Figures.Round(weights[(int)signal]))));
}
