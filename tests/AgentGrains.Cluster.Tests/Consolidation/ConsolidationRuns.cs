using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using Xunit;

namespace AgentGrains.Cluster.Tests.Consolidation;

/// <summary>Runs to their end, whatever comes between, and memories as bytes.</summary>
internal static class ConsolidationRuns
{
    // What a silo's death does to a run, storage does here: whoever asks next goes on with it.
    public static async Task<ConsolidationRun> RunAsync(IScopedMemory memory)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                var run = tries == 0 || (await memory.Consolidation.ListAsync()).IsEmpty ? await memory.Consolidation.StartAsync() : (await memory.Consolidation.ListAsync())[0];
                if (run.Status != ConsolidationStatus.Running)
                    return run;
            }
            catch (WriteUncertainException)
            {
            }

            Assert.True(tries < 400, "The run does not end.");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Every record in canonical form, in the order of the list.</summary>
    public static async Task<ImmutableArray<string>> BytesAsync(IScopedMemory memory)
    {
        var bytes = ImmutableArray.CreateBuilder<string>();
        await foreach (var record in memory.ListAsync())
        {
            var writer = new FieldWriter();
            OperationCodec.WriteRecord(writer, record);
            bytes.Add(Convert.ToHexString(writer.Written));
        }

        return bytes.ToImmutable();
    }
}
