using System.Runtime.CompilerServices;
using AgentGrains.Runtime.Memory;

namespace AgentGrains.Runtime.Client;

/// <summary>The documents of one scope, seen from a client: content first, then the record that finds it, then the link between them.</summary>
internal sealed class ResourceHandle(ScopedMemory memory, IGrainFactory grains, WriteRetry retry) : IResources
{
    private readonly IResourceShelfGrain _shelf = grains.GetGrain<IResourceShelfGrain>(memory.Scope.Key);

    public async ValueTask<ResourceInfo> PutAsync(string name, ResourceDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        WireRules.CheckText("title", draft.Title);
        WireRules.CheckText("content", draft.Content);
        WireRules.CheckText("summary", draft.Summary);
        var info = await CallAsync((shelf, token) => shelf.PutAsync(name, draft, token), cancellationToken);
        var record = new MemoryDraft
        {
            Kind = MemoryKind.Resource,
            Key = $"resource:{info.ContentId}:{info.Version}",
            Text = string.IsNullOrWhiteSpace(draft.Summary) ? draft.Title : $"{draft.Title}: {draft.Summary}",
            CanonicalName = draft.Title,
            Source = draft.Source,
            Metadata = [new(ResourceOptions.MetadataName, name)],
        };
        var found = (await memory.RememberAsync(record, cancellationToken)).Id;
        if (found == info.Record)
            return info;

        // The old one goes before the new one is linked: if this is cut short, putting it again finds both.
        if (info.Record is { } old)
            await memory.ForgetAsync(old, "its resource was replaced", cancellationToken);
        return await CallAsync((shelf, token) => shelf.LinkAsync(name, info.ContentId, info.Version, found, token), cancellationToken) ?? info with { Record = found };
    }

    public ValueTask<ResourcePiece?> ReadAsync(string name, int offset = 0, int most = 16_000, CancellationToken cancellationToken = default) =>
        CallAsync((shelf, token) => shelf.ReadAsync(name, offset, most, token), cancellationToken);

    public async IAsyncEnumerable<ResourceInfo> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (string? after = null; ;)
        {
            var page = await CallAsync((shelf, token) => shelf.ListAsync(after, PageSize.Max, token), cancellationToken);
            foreach (var info in page)
                yield return info;
            if (page.Length < PageSize.Max)
                yield break;
            after = page[^1].Name;
        }
    }

    public async ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken = default)
    {
        // Its record first: what is found can be read as long as it is found.
        var piece = await ReadAsync(name, 0, 1, cancellationToken);
        if (piece?.Info.Record is { } record)
            await memory.ForgetAsync(record, "its resource was removed", cancellationToken);
        return await CallAsync((shelf, token) => shelf.RemoveAsync(name, token), cancellationToken);
    }

    private ValueTask<T> CallAsync<T>(Func<IResourceShelfGrain, CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        TenantContext.Set(memory.Scope.Tenant);
        return retry.RunAsync(call, _shelf, cancellationToken);
    }
}
