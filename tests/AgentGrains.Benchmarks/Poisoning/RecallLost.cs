using AgentGrains.Benchmarks.Locomo;

namespace AgentGrains.Benchmarks.Poisoning;

/// <summary>What the guard costs recall: evidence recall at 10 on LoCoMo without it, less that with it.</summary>
internal static class RecallLost
{
    private const int Depth = 10;

    public static async Task<double> MeasureAsync(FileInfo file, string guard) => await RecallAsync(file, "off") - await RecallAsync(file, guard);

    private static async Task<double> RecallAsync(FileInfo file, string guard)
    {
        await using var silo = await PoisoningCommand.StartAsync(guard);
        var (sum, count) = (0.0, 0);
        foreach (var conversation in await LocomoData.ReadAsync(file))
        {
            var memory = silo.Memory.Scope("locomo", $"session:{conversation.Id}");
            foreach (var session in conversation.Turns.Chunk(500))
            {
                await memory.RememberAsync([.. session.Select(turn => new MemoryDraft
                {
                    Text = turn.Text, Actor = turn.Speaker, Session = turn.Session, OccurredAt = turn.At, Key = turn.DialogId, Metadata = [new MetadataEntry("dialog", turn.DialogId)],
                })]);
            }

            foreach (var question in conversation.Questions.Where(question => question.Category <= 4 && question.Evidence.Count > 0))
            {
                var found = (await memory.RecallAsync(question.Text, Depth)).Evidence.Select(item => item.Record.Metadata[0].Value).ToHashSet();
                sum += question.Evidence.Count(found.Contains) / (double)question.Evidence.Count;
                count++;
            }
        }

        return sum / count;
    }
}
