using Npgsql;

namespace AgentGrains.Storage.PostgreSql;

/// <summary>Refuses options that cannot work, before the silo starts.</summary>
internal sealed class PostgreSqlOptionsValidator(PostgreSqlOptions options) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        Require(!string.IsNullOrWhiteSpace(options.ConnectionString), nameof(options.ConnectionString),
            "is not set; give one such as \"Host=db;Database=agentgrains;Username=agentgrains;Password=…\"");
        if (Fault(options.ConnectionString) is { } fault)
            Require(false, nameof(options.ConnectionString), $"cannot be read ({fault}); it looks like \"Host=db;Database=agentgrains;Username=agentgrains;Password=…\"");
        Require(IsName(options.Schema), nameof(options.Schema), $"is '{options.Schema}'; give a letter, then up to 62 lower-case letters, digits or '_'");
        RequireRange(options.StartTimeout.TotalSeconds, 0, 600, nameof(options.StartTimeout), "seconds");
        RequireRange(options.Writers, 1, 16, nameof(options.Writers), "writers");
        RequireRange(options.MaxBatchOperations, 1, 10_000, nameof(options.MaxBatchOperations), "operations");
        RequireRange(options.MaxBatchBytes, 1024, 256L * 1024 * 1024, nameof(options.MaxBatchBytes), "bytes");
        RequireRange(options.QueueCapacity, 1, 1_000_000, nameof(options.QueueCapacity), "operations");
    }

    /// <summary>What is wrong with a connection string, without its values: there may be a password among them.</summary>
    public static string? Fault(string connectionString)
    {
        try
        {
            return string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(connectionString).Host) ? "it names no Host" : null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            return exception is ArgumentException { ParamName: { Length: > 0 } name } ? $"keyword '{name}'" : "a keyword or value is not known";
        }
    }

    // It is put into statements as it is.
    private static bool IsName(string name) =>
        name.Length is > 0 and <= 63 && char.IsAsciiLetterLower(name[0]) && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_');

    private static void RequireRange(double value, double least, double most, string option, string unit) =>
        Require(value >= least && value <= most, option, $"is {value:N0} {unit}; give {least:N0} to {most:N0}");

    private static void Require(bool holds, string option, string problem)
    {
        if (!holds)
            throw new OrleansConfigurationException($"{nameof(PostgreSqlOptions)}.{option} {problem}.");
    }
}
