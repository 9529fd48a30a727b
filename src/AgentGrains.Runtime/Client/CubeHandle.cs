using System.Collections.Immutable;
using AgentGrains.Engine.Cubes;
using AgentGrains.Engine.Records;
using AgentGrains.Runtime.Cubes;
using AgentGrains.Runtime.Memory;

namespace AgentGrains.Runtime.Client;

/// <summary>The cubes of one scope, seen from a client: files are made and verified here, and memories take what is verified.</summary>
internal sealed class CubeHandle(Scope scope, Func<MemoryType, IMemoryGrain> memory, WriteRetry retry, CubeOptions options, TimeProvider clock) : IMemoryCubes
{
    private const int CompareSize = 5_000;
    private const int MostKnown = 20_000;   // records that are here already: an import's plan, which names them, is one operation

    // Beliefs first: what is derived from turns that have come is then known already.
    private static readonly ImmutableArray<MemoryType> Order = [MemoryType.Semantic, MemoryType.Procedural, MemoryType.Episodic];

    public async ValueTask<CubeInfo> ExportAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var key = CubeKeys.Signing(options);
        var logs = new List<CubeLog>();
        var bytes = 0L;
        foreach (var type in Order)
        {
            TenantContext.Set(scope.Tenant);
            var status = await retry.RunAsync(static (grain, token) => grain.GetStatusAsync(token), memory(type), cancellationToken);
            RequireSize(bytes += status.JournalBytes);
            if (await ReadAsync(type, status.Sequence, cancellationToken) is { Length: > 0 } operations)
                logs.Add(CubeLog.Make(scope, type, OneLog.Join(scope, type, operations)));
        }

        var file = CubeFile.Write(scope, clock.GetUtcNow(), logs, key);
        RequireSize(file.Length);
        await stream.WriteAsync(file, cancellationToken);
        return CubeFile.Read(file, [key]).Info;   // what cannot be read is better found out now
    }

    public async ValueTask<CubeImport> ImportAsync(Stream stream, ConflictRule rule = ConflictRule.Refuse, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!Enum.IsDefined(rule))
            throw new InvalidMemoryException("rule", $"{(int)rule} is not a rule for conflicts.");
        var (info, logs) = await VerifyAsync(stream, cancellationToken);
        var import = $"{info.Hash[..32]}/{rule}";
        var standings = new ImportStanding[logs.Length];
        var plans = new List<ImportPlan>();
        foreach (var (index, log) in logs.Index())
            plans.Add(await PlanAsync(log, import, cancellationToken));
        RequireNoConflict(rule, plans);
        for (var index = 0; index < logs.Length; index++)
            standings[index] = await BeginAsync(logs[index].State.Type, import, rule, plans[index], cancellationToken);

        var copies = rule == ConflictRule.KeepBoth
            ? standings.SelectMany(standing => standing.Conflicts).ToDictionary(id => id, id => CubeCopies.IdOf(id, import))
            : [];
        var isNew = false;
        for (var index = 0; index < logs.Length; index++)
            isNew |= await SendAsync(logs[index], import, standings[index], copies, cancellationToken);
        var (same, conflicts) = (standings.Sum(standing => standing.Same.Length), standings.Sum(standing => standing.Conflicts.Length));
        return new CubeImport(info, info.Memories.Sum(part => part.Records) - same - (rule == ConflictRule.Skip ? conflicts : 0), same, conflicts, !isNew && plans.TrueForAll(plan => plan.HasBegun));
    }

    private async ValueTask<ImmutableArray<MemoryOperation>> ReadAsync(MemoryType type, long until, CancellationToken cancellationToken)
    {
        var operations = ImmutableArray.CreateBuilder<MemoryOperation>();
        for (var after = 0L; after < until;)
        {
            TenantContext.Set(scope.Tenant);
            var page = await retry.RunPatientlyAsync(
                static (call, token) => call.Grain.ReadOperationsAsync(call.after, PageSize.Max, token), (Grain: memory(type), after), cancellationToken);
            if (page.IsEmpty && (after == 0 || until > Chapters.SequenceBefore(Chapters.OfSequence(until))))
                throw new InvalidMemoryException("cube", $"The {type} memory of '{scope.Key}' was erased while it was exported; export it again.");
            if (page.IsEmpty)
                break;   // the open chapter holds nothing yet
            operations.AddRange(page.Where(operation => operation.Sequence <= until));
            after = page[^1].Sequence;
        }

        return operations.ToImmutable();
    }

    private async ValueTask<(CubeInfo Info, ImmutableArray<CubeLog> Logs)> VerifyAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var file = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            RequireSize(file.Length + read);
            file.Write(buffer, 0, read);
        }

        var keys = CubeKeys.Trusted(options);
        try
        {
            return CubeFile.Read(file.ToArray(), keys);
        }
        finally
        {
            keys.ForEach(key => key.Dispose());
        }
    }

    private async ValueTask<ImportPlan> PlanAsync(CubeLog log, string import, CancellationToken cancellationToken)
    {
        var sink = memory(log.State.Type).AsReference<ICubeSink>();
        TenantContext.Set(scope.Tenant);
        if (await retry.RunAsync(static (call, _) => call.sink.FindImportAsync(call.import), (sink, import), cancellationToken) is { } standing)
            return new ImportPlan(standing.Same, standing.Conflicts, HasBegun: true);
        var (same, conflicts) = (ImmutableArray.CreateBuilder<MemoryId>(), ImmutableArray.CreateBuilder<MemoryId>());
        foreach (var records in log.State.Identities().Select(record => new RecordContent(record.Id, record.Content)).Chunk(CompareSize))
        {
            TenantContext.Set(scope.Tenant);
            var found = await retry.RunPatientlyAsync(static (call, _) => call.sink.CompareAsync([.. call.records]), (sink, records), cancellationToken);
            for (var i = 0; i < records.Length; i++)
            {
                if (found[i] > 0)
                    (found[i] == 1 ? same : conflicts).Add(records[i].Id);
            }
        }

        return same.Count + conflicts.Count <= MostKnown
            ? new ImportPlan(same.ToImmutable(), conflicts.ToImmutable(), HasBegun: false)
            : throw new InvalidMemoryException("cube", $"{same.Count + conflicts.Count:N0} of its records are in the {log.State.Type} memory of '{scope.Key}' already, and an import passes over {MostKnown:N0} at most; import it into an empty scope. Nothing was written.");
    }

    private async ValueTask<ImportStanding> BeginAsync(MemoryType type, string import, ConflictRule rule, ImportPlan plan, CancellationToken cancellationToken)
    {
        TenantContext.Set(scope.Tenant);
        return await retry.RunPatientlyAsync(
            static (call, _) => call.Sink.BeginImportAsync(call.import, call.rule, call.plan.Same, call.plan.Conflicts),
            (Sink: memory(type).AsReference<ICubeSink>(), import, rule, plan), cancellationToken);
    }

    // True when something was left to send.
    private async ValueTask<bool> SendAsync(
        CubeLog log, string import, ImportStanding standing, Dictionary<MemoryId, MemoryId> copies, CancellationToken cancellationToken)
    {
        var sink = memory(log.State.Type).AsReference<ICubeSink>();
        var left = log.Operations.SkipWhile(operation => operation.Sequence <= standing.Cursor).Select(operation => CubeCopies.Rename(operation, copies));
        var cursor = standing.Cursor;
        foreach (var page in left.Chunk(options.ImportPage))
        {
            cancellationToken.ThrowIfCancellationRequested();
            TenantContext.Set(scope.Tenant);
            cursor = await retry.RunPatientlyAsync(static (call, _) => call.sink.ImportAsync(call.import, [.. call.page]), (sink, import, page), cancellationToken);
        }

        return cursor > standing.Cursor;
    }

    private void RequireNoConflict(ConflictRule rule, List<ImportPlan> plans)
    {
        if (rule != ConflictRule.Refuse || plans.Find(plan => !plan.HasBegun && !plan.Conflicts.IsEmpty) is not { } first)
            return;
        throw new InvalidMemoryException(
            "rule", $"{plans.Sum(plan => plan.Conflicts.Length):N0} records of the cube are in '{scope.Key}' already and say something else there, such as {first.Conflicts[0]}; choose to skip, replace or keep both. Nothing was written.");
    }

    private void RequireSize(long bytes)
    {
        if (bytes > options.MaxBytes)
            throw new LimitExceededException(nameof(CubeOptions.MaxBytes), options.MaxBytes, $"A cube of '{scope.Key}' is larger than {options.MaxBytes:N0} bytes, the limit set by CubeOptions.MaxBytes; raise it.");
    }

    private sealed record ImportPlan(ImmutableArray<MemoryId> Same, ImmutableArray<MemoryId> Conflicts, bool HasBegun);
}

/// <summary>The keys of <see cref="CubeOptions"/>.</summary>
internal static class CubeKeys
{
    public static CubeKey Signing(CubeOptions options) => Read(options.SigningKey
        ?? throw new InvalidMemoryException("key", "There is no key to sign a cube with: set CubeOptions.SigningKey (AgentGrains:Cubes:SigningKey) to a PEM or the path of one; `openssl ecparam -name prime256v1 -genkey -noout` makes one."));

    public static List<CubeKey> Trusted(CubeOptions options) => [.. options.TrustedKeys.Append(options.SigningKey).OfType<string>().Select(Read)];

    private static CubeKey Read(string key)
    {
        try
        {
            return CubeKey.Parse(key.Contains("-----BEGIN", StringComparison.Ordinal) ? key : File.ReadAllText(key));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new InvalidMemoryException("key", $"A key of CubeOptions cannot be read: {missing.Message}");
        }
    }
}
