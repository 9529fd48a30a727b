using System.Globalization;
using System.Text.RegularExpressions;

namespace AgentGrains.SemanticKernel;

/// <summary>
/// Puts into the vault what a model was about to remember. Of "The Wi-Fi password is hunter2." the vault gets the value, and memory the sentence with
/// <c>secret://wi-fi-password</c> in its place, which tools can be given; where no value can be told from the rest, the vault gets all and memory nothing.
/// </summary>
internal static partial class SecretKeeping
{
    /// <summary>Keeps a secret.</summary>
    /// <returns>What may be remembered of it, or null; and what to tell the model.</returns>
    public static async Task<(string? Text, string Answer)> KeepAsync(IVault vault, string text, CancellationToken cancellationToken)
    {
        var taken = (await vault.ListAsync(cancellationToken)).Select(secret => secret.Name).ToHashSet(StringComparer.Ordinal);
        var kind = SecretWord().Match(text) is { Success: true } word ? Separators().Replace(word.Value.ToLowerInvariant(), "-") : "secret";
        var name = Enumerable.Range(1, taken.Count + 1)
            .Select(number => number == 1 ? kind : string.Create(CultureInfo.InvariantCulture, $"{kind}-{number}")).First(free => !taken.Contains(free));
        var value = Value().Match(text).Groups["value"];
        var rest = value.Success ? $"{text[..value.Index]}secret://{name}{text[(value.Index + value.Length)..]}" : null;
        if (rest?.Contains(value.Value, StringComparison.OrdinalIgnoreCase) == true)
            rest = null;   // it is said twice, or is a word of the sentence
        try
        {
            await vault.SetAsync(name, rest is null ? text : value.Value, rest, cancellationToken);
        }
        catch (InvalidMemoryException invalid)
        {
            return (null, $"Not remembered: it looks like a secret, and secrets are kept in the vault only. {invalid.Message} If it holds no secret, name its kind, e.g. belief.");
        }

        return (rest, $"Kept in the vault as '{name}', since it looks like a secret"
            + (rest is null ? ": no memory has its words." : $". A function can be given it as secret://{name}, once it is granted.")
            + " If it holds no secret, remember it with its kind, e.g. belief.");
    }

    [GeneratedRegex(@"((wi-?fi|admin|master|bank|email|alarm|door|gate|safe|recovery|secret|private|access|licen[cs]e|api|account|card) )*(pass(word|code|phrase)|pin( code)?|api[- ]?key|keys?\b|token|card number|account number|iban|combination|codes?\b|login)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretWord();

    [GeneratedRegex(@"[^a-z0-9]+")]
    private static partial Regex Separators();

    [GeneratedRegex(@"(\b(is|are|to)\b|[:=])\s*[""'“`]?(?<value>[^\s""'”`]*[^\s""'”`.,;!])[""'”`]?[.,;!]?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Value();
}
