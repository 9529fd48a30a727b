using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Orleans.Storage;

namespace AgentGrains.Storage.PostgreSql;

/// <summary>A write that is conditional on a record's version: inserts without an ETag, else replaces or deletes the version it names.</summary>
internal sealed class StateOperation(StateKey key, string? etag, ReadOnlyMemory<byte>? payload)
{
    private const long MatchesNothing = -1;
    private const string Where = "WHERE service = $1 AND provider = $2 AND grain_type = $3 AND grain_key = $4 AND state_name = $5";
    private const string Update = $"UPDATE grain_state SET version = nextval('state_version'), payload = $7 {Where} AND version = $6 RETURNING version";
    private const string Delete = $"DELETE FROM grain_state {Where} AND version = $6 RETURNING version";
    private const string Insert =
        "INSERT INTO grain_state (service, provider, grain_type, grain_key, state_name, version, payload) "
        + "VALUES ($1, $2, $3, $4, $5, nextval('state_version'), $6) ON CONFLICT DO NOTHING RETURNING version";

    // Clearing what one believes is not there: a conflict when it is.
    private const string Absent = $"SELECT 0::bigint WHERE NOT EXISTS (SELECT FROM grain_state {Where})";

    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public const string Read = $"SELECT version, payload FROM grain_state {Where}";

    public StateKey Key { get; } = key;

    public long Size => payload?.Length ?? 0;

    /// <summary>The new version.</summary>
    public Task<long> Completion => _done.Task;

    public NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand((payload, etag) switch
        {
            (null, null) => Absent,
            (null, _) => Delete,
            (_, null) => Insert,
            _ => Update,
        });
        Key.AddTo(command.Parameters);
        if (etag is not null)
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Version(etag) });
        if (payload is { } bytes)
            command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = bytes, NpgsqlDbType = NpgsqlDbType.Bytea });
        return command;
    }

    /// <summary>The transaction is durable; null means that the record had another version and nothing was written.</summary>
    public void Complete(long? version)
    {
        if (version is { } written)
            _done.TrySetResult(written);
        else
            _done.TrySetException(new InconsistentStateException(
                $"{(payload is null ? "Clearing" : "Writing")} {Key} was refused: the caller had ETag {etag ?? "none"} and the record has another. "
                + "Another writer was first, so read it again.", "another", etag ?? ""));
    }

    public void Fail(Exception failure) => _done.TrySetException(failure);

    public static string ToETag(long version) => version.ToString(CultureInfo.InvariantCulture);

    // An ETag this store never gave out becomes a version no record has.
    private static long Version(string etag) =>
        long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : MatchesNothing;
}
