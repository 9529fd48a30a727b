#if CLOUD_PACKAGES
using Azure.Storage.Blobs;

namespace AgentGrains.Benchmarks.Writes;

/// <summary>The rows of a write in Azure blobs and nothing else. A blob is a commit of its own: grouped means at once.</summary>
internal sealed class BareAzure(BlobContainerClient container) : IBareStore
{
    private readonly SemaphoreSlim _alone = new(1);

    public static async Task<BareAzure> OpenAsync(string connectionString)
    {
        var container = new BlobContainerClient(connectionString, "bare");
        await container.CreateAsync();
        return new BareAzure(container);
    }

    public Task WriteGroupedAsync(int scope, IReadOnlyList<StoredRow> rows) =>
        Task.WhenAll(rows.Select(row => container.GetBlobClient($"{scope}/{row.Name}").UploadAsync(new BinaryData(row.Payload), overwrite: true)));

    public async Task WriteAloneAsync(int scope, IReadOnlyList<StoredRow> rows)
    {
        await _alone.WaitAsync();
        try
        {
            await WriteGroupedAsync(scope, rows);
        }
        finally
        {
            _alone.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _alone.Dispose();
        return ValueTask.CompletedTask;
    }
}
#endif
