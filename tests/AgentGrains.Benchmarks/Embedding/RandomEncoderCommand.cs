using System.CommandLine;
using System.Text.Json.Nodes;

namespace AgentGrains.Benchmarks.Embedding;

/// <summary>Writes a transformer encoder of random weights, to measure <c>onnx:DIR</c> with.</summary>
internal static class RandomEncoderCommand
{
    public static Command Make()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "Where to write model.onnx, model_int8.onnx and vocab.txt" };
        var layers = new Option<int>("--layers") { Description = "Layers (default 2)", DefaultValueFactory = _ => 2 };
        var width = new Option<int>("--width") { Description = "Width, a multiple of 4 (default 64)", DefaultValueFactory = _ => 64 };
        var command = new Command("random-encoder", "Writes a transformer encoder of random weights as an ONNX model") { folder, layers, width };
        command.SetAction(async (parsed, _) =>
        {
            var (to, depth, size) = (parsed.GetValue(folder)!, parsed.GetValue(layers), parsed.GetValue(width));
            if (depth is < 1 or > 48 || size is < 4 or > 4096 || size % 4 != 0)
                throw new BenchmarkInputException("Give 1 to 48 layers and a width of 4 to 4,096 that is a multiple of 4.");
            RandomEncoder.Write(to.FullName, depth, size);
            await Figures.ReportAsync(new JsonObject { ["folder"] = to.FullName, ["layers"] = depth, ["width"] = size }, null);
        });
        return command;
    }
}
