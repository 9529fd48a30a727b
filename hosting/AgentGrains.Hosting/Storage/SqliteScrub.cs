using AgentGrains.Runtime.Scopes;
using AgentGrains.Storage.Sqlite;

namespace AgentGrains.Hosting;

/// <summary>SQLite keeps older pages in its write-ahead log until that is emptied.</summary>
internal sealed class SqliteScrub(IServiceProvider services) : IStorageScrub
{
    public Task ScrubAsync(CancellationToken cancellationToken) => SqliteMaintenance.TruncateLogsAsync(services, cancellationToken);
}
