using System.Net.Sockets;
using Npgsql;

namespace AgentGrains.Storage.PostgreSql;

/// <summary>Says in words what keeps a silo from its database, and what to do about it.</summary>
internal static class PostgreSqlErrors
{
    /// <summary>Whether waiting may help: the server is starting, or its machine is not there yet.</summary>
    public static bool MayPass(Exception failure) => failure switch
    {
        PostgresException refused => refused.SqlState.StartsWith("57P", StringComparison.Ordinal)
            || refused.SqlState.StartsWith("53", StringComparison.Ordinal) || refused.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException or SocketException or TimeoutException => true,
        _ => false,
    };

    public static PostgreSqlStorageException Explain(Exception failure, PostgreSqlDatabase database) => failure as PostgreSqlStorageException
        ?? new PostgreSqlStorageException($"PostgreSQL ({database.Address}) {Reason(failure)}", failure);

    private static string Reason(Exception failure) => (failure as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "refuses the user name or password; correct them in the connection string.",
        PostgresErrorCodes.InvalidCatalogName => "says that there is no such database; create it (createdb) or correct the connection string.",
        PostgresErrorCodes.InsufficientPrivilege =>
            "does not let this user do that; grant CREATE on the database once for the migration, or let its owner run agentgrains-silo --migrate.",
        { } state => $"answered with an error ({state}): {failure.Message}",
        null => $"does not answer: {failure.GetBaseException().Message} Start it, or correct Host and Port in the connection string.",
    };
}
