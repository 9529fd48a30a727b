using System.Collections.Immutable;
using System.Text.Json;

namespace AgentGrains.Inference.Debate;

/// <summary>A fact about which memories of one tenant say different things, as a task that can be debated.</summary>
/// <param name="Subject">Whom or what it is about.</param>
/// <param name="Predicate">The property, such as "lives in".</param>
/// <param name="Scopes">Names of the scopes whose beliefs count, such as <c>agent:ana</c>; of the debate's own tenant.</param>
/// <param name="At">The time that is asked about.</param>
public sealed record ContestedFact(string Subject, string Predicate, ImmutableArray<string> Scopes, DateTimeOffset At)
{
    /// <summary>Name of the family.</summary>
    public const string FamilyName = "facts";

    private const int MaxScopes = 32;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The task of a debate about it. There is no reference: memory itself is asked.</summary>
    /// <param name="id">The caller's name of the task.</param>
    public DebateTask ToTask(string id) => new(id, FamilyName, JsonSerializer.Serialize(this, Json));

    /// <summary>Reads a task.</summary>
    /// <exception cref="FormatException">The problem is no contested fact.</exception>
    public static ContestedFact Read(DebateTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        try
        {
            var fact = JsonSerializer.Deserialize<ContestedFact>(task.Problem, Json);
            return fact is { Subject: not null, Predicate: not null, Scopes: { IsDefaultOrEmpty: false, Length: <= MaxScopes } scopes } && !scopes.Any(string.IsNullOrEmpty)
                ? fact
                : throw new FormatException($"A contested fact has a subject, a predicate and 1 to {MaxScopes} scopes.");
        }
        catch (JsonException broken)
        {
            throw new FormatException("The problem is no contested fact.", broken);
        }
    }
}

/// <summary>A solution of a contested fact: a value and the records that say so.</summary>
/// <param name="Value">The value.</param>
/// <param name="Evidence">The records.</param>
public sealed record FactClaim(string Value, ImmutableArray<FactCitation> Evidence)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The claim as a solution.</summary>
    public string ToSolution() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a solution; null when it is no claim.</summary>
    public static FactClaim? Read(string? solution)
    {
        try
        {
            return JsonSerializer.Deserialize<FactClaim>(solution ?? "null", Json) is { Value: { } value, Evidence.IsDefault: false } claim && !string.IsNullOrWhiteSpace(value)
                && claim.Evidence.All(item => item is { Scope: not null, Record: not null })
                ? claim
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A record that is cited.</summary>
/// <param name="Scope">Name of its scope.</param>
/// <param name="Record">Its id, as text.</param>
public sealed record FactCitation(string Scope, string Record);
