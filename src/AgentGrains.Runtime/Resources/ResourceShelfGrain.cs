using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Journal;
using AgentGrains.Runtime.Memory;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Resources;

/// <summary>The resources of one scope. Every content is journaled before it exists and after it is gone (decision 0027).</summary>
[GrainType("resource-shelf")]
internal sealed class ResourceShelfGrain(OperationJournalFactory journals, IOptions<ResourceOptions> options) : Grain, IResourceShelfGrain
{
    private const int MostTitleBytes = 1024;
    private const int MostCharacters = 1_000_000;

    private readonly SortedDictionary<string, ResourceInfo> _resources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _contents = [];   // all that may exist
    private FrameJournal _journal = null!;
    private Scope _scope = null!;
    private bool _entered;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _scope = Scope.ParseKey(this.GetPrimaryKeyString());
        _journal = new FrameJournal(journals.CreateRaw(this.GetGrainId(), _scope.Key));
        await _journal.OpenAsync(ResourceOperation.Read, Apply);
    }

    public async ValueTask<ResourceInfo> PutAsync(string name, ResourceDraft draft, CancellationToken cancellationToken)
    {
        ScopeNames.Require("resource", name);
        Check(draft);
        var before = _resources.GetValueOrDefault(name);
        if (before is null && _resources.Count >= options.Value.MaxResources)
        {
            throw new LimitExceededException(
                nameof(ResourceOptions.MaxResources), options.Value.MaxResources, $"'{_scope.Key}' has as many resources as it may (ResourceOptions.MaxResources); remove one or raise the limit.");
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(draft.Content)));
        var wanted = new ResourceInfo(
            name, draft.Title, draft.MediaType, draft.Content.Length, digest, before?.Version ?? 0, before?.Record, draft.Summary, before?.ContentId ?? "");
        if (wanted == before)
            return before;   // put again
        await EnterAsync();
        await SweepAsync(cancellationToken);
        if (before?.Digest != digest)
        {
            wanted = wanted with { ContentId = Guid.CreateVersion7().ToString("N") };
            await CommitAsync(new(ResourceOperationKind.Begin, wanted.ContentId));
            await Content(wanted.ContentId).SetAsync(draft.Content, cancellationToken);
        }

        await CommitAsync(new(ResourceOperationKind.Place, wanted.ContentId, wanted with { Version = wanted.Version + 1 }));
        await SweepAsync(cancellationToken);
        return _resources[name];
    }

    public async ValueTask<ResourceInfo?> LinkAsync(string name, string contentId, int version, MemoryId record, CancellationToken cancellationToken)
    {
        if (!_resources.TryGetValue(name, out var resource) || (resource.ContentId, resource.Version) != (contentId, version))
            return null;
        if (resource.Record != record)
            await CommitAsync(new(ResourceOperationKind.Link, resource.ContentId, resource with { Record = record }));
        return _resources[name];
    }

    public async ValueTask<ResourcePiece?> ReadAsync(string name, int offset, int most, CancellationToken cancellationToken)
    {
        if (offset < 0)
            throw new InvalidMemoryException("offset", $"offset is {offset:N0}; it must be 0 or more.");
        if (most is < 1 or > MostCharacters)
            throw new InvalidMemoryException("most", $"most is {most:N0}; it must be from 1 to {MostCharacters:N0}.");
        if (!_resources.TryGetValue(name ?? "", out var resource) || await Content(resource.ContentId).ReadAsync(offset, most, cancellationToken) is not { } piece)
            return null;
        var next = piece.Offset + piece.Text.Length;
        return new ResourcePiece(resource, piece.Offset, piece.Text, next < resource.Length ? next : null);
    }

    public ValueTask<ImmutableArray<ResourceInfo>> ListAsync(string? after, int take, CancellationToken cancellationToken)
    {
        PageSize.Require(take);
        return new([.. _resources.SkipWhile(pair => after is not null && string.CompareOrdinal(pair.Key, after) <= 0).Take(take).Select(pair => pair.Value)]);
    }

    public async ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        var known = _resources.TryGetValue(name, out var resource);
        if (known)
            await CommitAsync(new(ResourceOperationKind.Remove, resource!.ContentId, resource));
        await SweepAsync(cancellationToken);
        return known;
    }

    public async ValueTask EraseOfAsync(ImmutableArray<MemoryId> records, CancellationToken cancellationToken)
    {
        foreach (var name in _resources.Where(pair => pair.Value.Record is { } record && records.Contains(record)).Select(pair => pair.Key).ToList())
            await RemoveAsync(name, cancellationToken);
    }

    public async ValueTask EraseAsync(CancellationToken cancellationToken)
    {
        foreach (var content in _contents)
            await Content(content).EraseAsync(cancellationToken);
        try
        {
            await _journal.EraseAsync();   // last: an interrupted erasure still knows its contents
        }
        finally
        {
            DeactivateOnIdle();
        }

        _resources.Clear();
        _contents.Clear();
        _entered = false;
    }

    private IResourceContentGrain Content(string id) => GrainFactory.GetGrain<IResourceContentGrain>($"{_scope.Key}/{id}");

    // What no name has any more, or never had because a crash came first.
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (_contents.Count == _resources.Count)
            return;
        foreach (var content in _contents.Except(_resources.Values.Select(resource => resource.ContentId)).ToList())
        {
            await Content(content).EraseAsync(cancellationToken);
            await CommitAsync(new(ResourceOperationKind.Gone, content));
        }
    }

    private async Task EnterAsync()
    {
        if (_entered)
            return;
        await GrainFactory.GetGrain<IUserScopeGrain>(_scope.Key).EnterAsync(CancellationToken.None);
        _entered = true;
    }

    private void Check(ResourceDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        DraftRules.CheckText("title", draft.Title, MostTitleBytes, "a title");
        DraftRules.CheckText("mediaType", draft.MediaType, ScopeNames.MaxBytes, "a media type");
        DraftRules.CheckText("content", draft.Content, options.Value.MaxContentBytes, "ResourceOptions.MaxContentBytes");
        if (string.IsNullOrWhiteSpace(draft.Title))
            throw new InvalidMemoryException("title", "title is empty; a resource is found by its title and summary.");
    }

    private async Task CommitAsync(ResourceOperation operation)
    {
        try
        {
            await _journal.AppendAsync(operation.WriteTo);
        }
        catch
        {
            DeactivateOnIdle();   // the append's fate is unknown; the next activation reloads the truth
            throw;
        }

        Apply(operation);
    }

    private void Apply(ResourceOperation operation)
    {
        switch (operation.Kind)
        {
            case ResourceOperationKind.Begin: _contents.Add(operation.Content); break;
            case ResourceOperationKind.Place or ResourceOperationKind.Link: _resources[operation.Info!.Name] = operation.Info; break;
            case ResourceOperationKind.Remove: _resources.Remove(operation.Info!.Name); break;
            case ResourceOperationKind.Gone: _contents.Remove(operation.Content); break;
            default: throw new InvalidOperationException($"Resource operation {(int)operation.Kind} is not known; a newer version wrote it.");
        }
    }
}
