using System.Collections.Immutable;
using AgentGrains.Engine.Codec;
using AgentGrains.Engine.Erasure;
using AgentGrains.Runtime.Journal;

namespace AgentGrains.Runtime.Procedural;

/// <summary>What quotes an erased record goes from a vault, too: a caption is left out, a secret whose value quotes is removed.</summary>
internal sealed partial class VaultGrain
{
    private const int Caption = 1;
    private const int Value = 2;

    public async ValueTask<int> EraseQuotesAsync(ImmutableArray<string> texts)
    {
        var (wording, places, current) = (new ErasedWording(texts), new Dictionary<long, int>(), new Dictionary<string, bool>());
        foreach (var (operation, sequence) in await _journal.ReadAsync((frame, sequence) => (VaultOperation.Read(frame, sequence), sequence)))
        {
            if (operation.Kind is not VaultOperationKind.Set)
                continue;
            current[operation.Name] = wording.IsIn(Reveal(operation));
            var parts = (wording.IsIn(operation.Caption) ? Caption : 0) | (current[operation.Name] ? Value : 0);
            if (parts > 0)
                places.Add(sequence, parts);
        }

        if (places.Count == 0)
            return 0;

        // Before the values are overwritten: no grant may open what is not there.
        foreach (var name in current.Where(pair => pair.Value && _secrets.ContainsKey(pair.Key)).Select(pair => pair.Key))
            await CommitAsync(new VaultOperation(VaultOperationKind.Remove, name));
        try
        {
            await _journal.RedactAsync(RedactedPlaces.Write(places));
            await LoadAsync();
        }
        catch
        {
            DeactivateOnIdle();   // what it holds is being erased, and what storage holds is not known
            throw;
        }

        return places.Count;
    }

    // Null where this silo cannot read it: then nobody here has read it to an agent either.
    private string? Reveal(VaultOperation operation)
    {
        if (options.Value.Key is null || operation.Sealed is not { Length: > 0 } value)
            return null;
        try
        {
            return Cipher.Open(operation.Name, value);
        }
        catch (InvalidMemoryException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte> Redact(ReadOnlyMemory<byte> what, ReadOnlyMemory<byte> frame, long sequence)
    {
        var parts = RedactedPlaces.At(what, sequence);
        if (parts == 0)
            return frame;
        var operation = VaultOperation.Read(frame, sequence);
        var writer = new FieldWriter();
        (operation with { Caption = (parts & Caption) != 0 ? null : operation.Caption, Sealed = (parts & Value) != 0 ? [] : operation.Sealed }).WriteTo(writer);
        return writer.Written.ToArray();
    }
}
