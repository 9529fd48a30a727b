using System.Collections.Immutable;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Erasure;
using AgentGrains.Runtime.Journal;
using Microsoft.Extensions.Options;

namespace AgentGrains.Runtime.Procedural;

/// <summary>The secrets of one scope: encrypted in the journal and in RAM, opened for a valid grant only. It logs nothing.</summary>
[GrainType("vault")]
internal sealed partial class VaultGrain(OperationJournalFactory journals, IOptions<VaultOptions> options) : Grain, IVaultGrain, IQuoteHolder
{
    private readonly SortedDictionary<string, Entry> _secrets = new(StringComparer.Ordinal);
    private FrameJournal _journal = null!;
    private VaultCipher? _cipher;
    private Scope _scope = null!;
    private long _serial;   // of the last operation; a grant is named by the one that made it
    private bool _entered;

    private VaultCipher Cipher => _cipher ??= new VaultCipher(options.Value.Key, _scope.Key);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _scope = Scope.ParseKey(this.GetPrimaryKeyString());
        return LoadAsync();
    }

    public async ValueTask SetAsync(string name, SecretValue value, string? caption, CancellationToken cancellationToken)
    {
        ScopeNames.Require("secret", name);
        ArgumentNullException.ThrowIfNull(value);
        CheckValue(value.Reveal());
        if (caption is not null)
            DraftRules.CheckText("caption", caption, 1024, "MemoryOptions.MaxNameBytes");
        if (!_secrets.ContainsKey(name) && _secrets.Count >= options.Value.MaxSecrets)
        {
            throw new LimitExceededException(
                nameof(VaultOptions.MaxSecrets), options.Value.MaxSecrets, $"The vault of '{_scope.Key}' is full (VaultOptions.MaxSecrets); remove a secret or raise the limit.");
        }

        await CommitAsync(new VaultOperation(VaultOperationKind.Set, name, Cipher.Seal(name, value.Reveal()), caption));
    }

    public ValueTask<ImmutableArray<SecretInfo>> ListAsync(CancellationToken cancellationToken) =>
        new([.. _secrets.Select(pair => new SecretInfo(pair.Key, pair.Value.Caption, pair.Value.Version, [.. pair.Value.Holders.Keys.Order(StringComparer.Ordinal)]))]);

    public async ValueTask<SecretGrant> GrantAsync(string name, string holder, CancellationToken cancellationToken)
    {
        ScopeNames.Require("holder", holder);
        if (!_secrets.TryGetValue(name, out var entry))
            throw new InvalidMemoryException("name", $"The vault of '{_scope.Key}' has no secret of that name.");
        if (!entry.Holders.ContainsKey(holder))
            await CommitAsync(new VaultOperation(VaultOperationKind.Grant, name, Holder: holder));
        return new SecretGrant(_scope, name, holder, Cipher.Prove(name, holder, _secrets[name].Holders[holder]));
    }

    public async ValueTask RevokeAsync(string name, string holder, CancellationToken cancellationToken)
    {
        if (_secrets.TryGetValue(name, out var entry) && entry.Holders.ContainsKey(holder))
            await CommitAsync(new VaultOperation(VaultOperationKind.Revoke, name, Holder: holder));
    }

    public ValueTask<SecretValue?> ReadAsync(SecretGrant grant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        var isValid = grant.Scope == _scope && _secrets.TryGetValue(grant.Name ?? "", out var entry)
            && entry.Holders.TryGetValue(grant.Holder ?? "", out var serial) && VaultCipher.Same(grant.Token ?? "", Cipher.Prove(grant.Name!, grant.Holder!, serial));
        return new(isValid ? new SecretValue(Cipher.Open(grant.Name!, _secrets[grant.Name!].Sealed)) : null);
    }

    public async ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        if (!_secrets.ContainsKey(name))
            return false;
        await CommitAsync(new VaultOperation(VaultOperationKind.Remove, name));
        return true;
    }

    public async ValueTask EraseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _journal.EraseAsync();
        }
        finally
        {
            DeactivateOnIdle();
        }

        _secrets.Clear();
        (_entered, _serial) = (false, 0);
    }

    private Task LoadAsync()
    {
        _secrets.Clear();
        _serial = 0;
        _journal = new FrameJournal(journals.CreateRaw(this.GetGrainId(), _scope.Key, Redact));
        return _journal.OpenAsync(VaultOperation.Read, Apply);
    }

    private void CheckValue(string value)
    {
        if (value.Length == 0 || System.Text.Encoding.UTF8.GetByteCount(value) > options.Value.MaxValueBytes)
            throw new InvalidMemoryException("value", $"The value is empty, or longer than {options.Value.MaxValueBytes:N0} bytes (VaultOptions.MaxValueBytes).");
    }

    private async Task CommitAsync(VaultOperation operation)
    {
        _ = Cipher;
        if (!_entered)
        {
            await GrainFactory.GetGrain<IUserScopeGrain>(_scope.Key).EnterAsync(CancellationToken.None);
            _entered = true;
        }

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

    private void Apply(VaultOperation operation)
    {
        _serial++;
        switch (operation.Kind)
        {
            case VaultOperationKind.Set:
                var before = _secrets.GetValueOrDefault(operation.Name);
                _secrets[operation.Name] = new Entry(operation.Sealed!, operation.Caption, (before?.Version ?? 0) + 1, before?.Holders ?? []);
                break;
            case VaultOperationKind.Grant: _secrets[operation.Name].Holders[operation.Holder!] = _serial; break;
            case VaultOperationKind.Revoke: _secrets[operation.Name].Holders.Remove(operation.Holder!); break;
            case VaultOperationKind.Remove: _secrets.Remove(operation.Name); break;
            default: throw new InvalidOperationException($"Vault operation {(int)operation.Kind} is not known; a newer version wrote it.");
        }
    }

    private sealed record Entry(byte[] Sealed, string? Caption, int Version, Dictionary<string, long> Holders);
}
