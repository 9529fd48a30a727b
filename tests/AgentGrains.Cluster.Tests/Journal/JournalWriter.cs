using AgentGrains.Runtime.Journal;
using Xunit;

namespace AgentGrains.Cluster.Tests.Journal;

/// <summary>
/// One activation after another of a grain, as a memory grain uses its journal: open, append batches, and after a failed append open
/// again. Keeps what was acknowledged and what it saw.
/// </summary>
internal sealed class JournalWriter(JournalStore store, string name, IReadOnlyList<int[]> batches)
{
    private readonly List<List<string>> _views = [];   // the whole memory, as this writer saw it at each acknowledgement
    private readonly List<string[]> _acknowledged = [];
    private readonly List<string[]> _uncertain = [];
    private GrainJournal? _journal;
    private List<string> _image = [];

    public SteppedStorage Storage { get; } = new(store.Storage);

    public int Acknowledged => _acknowledged.Count;

    /// <summary>Opens before the test takes over the order of steps.</summary>
    public async Task OpenNowAsync()
    {
        var opening = OpenAsync();
        await RunFreelyAsync(opening);
    }

    /// <summary>Appends every batch; one whose append failed is not tried again.</summary>
    public async Task RunAsync()
    {
        for (var i = 0; i < batches.Count; i++)
        {
            string[] batch = [.. batches[i].Select((size, place) => $"{name}{i}.{place}".PadRight(size, '.'))];
            while (_journal is null)
                await TryOpenAsync();
            try
            {
                await _journal.AppendAsync(JournalStore.Frames(batch), batch.Length);
                _image.AddRange(batch);
                Assert.Equal(_image.Count, _journal.Sequence);
                _acknowledged.Add(batch);
                _views.Add([.. _image]);
            }
            catch (WriteUncertainException)
            {
                _uncertain.Add(batch);
                _journal = null;
            }
        }
    }

    public async Task RunFreelyAsync(Task run)
    {
        while (await Task.WhenAny(run, Storage.Arrived) != run)
            Storage.Step(Fate.Done);
        await run;
    }

    /// <summary>Fails unless storage holds every acknowledged batch where it was acknowledged, and every other one whole or not at all.</summary>
    public void Check(List<string> stored)
    {
        foreach (var view in _views)
            Assert.Equal(view, stored.Take(view.Count));
        foreach (var batch in _acknowledged)
            Assert.All(batch, operation => Assert.Single(stored, operation));
        foreach (var batch in _uncertain)
        {
            var first = stored.IndexOf(batch[0]);
            if (first < 0)
                Assert.DoesNotContain(stored, batch.Contains);
            else
                Assert.Equal(batch, stored.Skip(first).Take(batch.Length));
            Assert.True(stored.Count(batch[0].Equals) <= 1, $"'{batch[0]}' is there twice.");
        }
    }

    private async Task TryOpenAsync()
    {
        try
        {
            await OpenAsync();
        }
        catch (IOException)
        {
            // A failed activation: the next call makes another.
        }
    }

    private async Task OpenAsync()
    {
        var (journal, replayed) = await store.OpenAsync(Storage);
        (_journal, _image) = (journal, replayed);
    }
}
