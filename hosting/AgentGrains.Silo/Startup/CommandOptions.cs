namespace AgentGrains.Silo;

/// <summary>The options of one command: <c>--name value</c> or <c>--name=value</c>, each once.</summary>
internal sealed class CommandOptions
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Reads what stands behind the command's name.</summary>
    /// <param name="args">The name, then its options.</param>
    /// <param name="known">The options it takes.</param>
    /// <exception cref="CommandLineException">One is not known, stands twice, or has no value.</exception>
    public CommandOptions(string[] args, params string[] known)
    {
        for (var i = 1; i < args.Length; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], i + 1 < args.Length ? args[++i] : null);
            if (!name.StartsWith("--", StringComparison.Ordinal) || !known.Contains(name[2..]))
                throw new CommandLineException($"'{name}' is not an option of {args[0]}.");
            if (value is null || value.StartsWith("--", StringComparison.Ordinal))
                throw new CommandLineException($"{name} wants a value.");
            if (!_values.TryAdd(name[2..], value))
                throw new CommandLineException($"{name} stands twice.");
        }
    }

    /// <summary>An option's value; null when it is not given.</summary>
    public string? Find(string name) => _values.GetValueOrDefault(name);

    /// <summary>An option's value.</summary>
    /// <exception cref="CommandLineException">It is not given.</exception>
    public string Require(string name) => Find(name) is { Length: > 0 } value ? value : throw new CommandLineException($"--{name} is missing.");
}

/// <summary>The command line asks for something that is not there.</summary>
internal sealed class CommandLineException(string message) : Exception(message);

/// <summary>A silo refused what a command asked of it.</summary>
internal sealed class CommandFailedException(string message) : Exception(message)
{
    /// <summary>Says what the silo says.</summary>
    /// <exception cref="CommandFailedException">The answer is not one of success.</exception>
    public static async Task ThrowIfRefusedAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode)
            return;
        var said = answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? (await answer.Content.ReadFromJsonAsync(SiloJson.Strict.ProblemBody, cancellationToken))?.Detail
            : null;
        throw new CommandFailedException(said ?? $"{answer.RequestMessage?.RequestUri} answered with {(int)answer.StatusCode}; is it a silo?");
    }
}
