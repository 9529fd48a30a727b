using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.SemanticKernel;

namespace AgentGrains.SemanticKernel.Agents;

/// <summary>
/// Puts secrets in the place of <c>secret://name</c> for a tool alone, and takes them out of what the tool says. One instance per turn; a name
/// without a grant stays as it was written.
/// </summary>
internal sealed partial class ToolSecrets(ImmutableArray<SecretGrant> grants, IMemoryClient client)
{
    private const int ShortestHidden = 4;   // a shorter value would hide parts of ordinary words

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public async Task FillAsync(KernelArguments? arguments, CancellationToken cancellationToken)
    {
        if (arguments is null || grants.IsDefaultOrEmpty)
            return;
        foreach (var (name, value) in arguments.ToList())
        {
            if (value is string text && text.Contains("secret://", StringComparison.Ordinal))
                arguments[name] = await FillAsync(text, cancellationToken);
            else if (value is System.Text.Json.JsonElement { ValueKind: System.Text.Json.JsonValueKind.String } json && json.GetString() is { } written && written.Contains("secret://", StringComparison.Ordinal))
                arguments[name] = await FillAsync(written, cancellationToken);
        }
    }

    public string Hide(string text)
    {
        foreach (var (name, value) in _values)
        {
            if (value.Length >= ShortestHidden)
                text = text.Replace(value, $"secret://{name}", StringComparison.Ordinal);
        }

        return text;
    }

    private async Task<string> FillAsync(string text, CancellationToken cancellationToken)
    {
        foreach (var name in Mention().Matches(text).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal))
        {
            if (!_values.ContainsKey(name) && grants.FirstOrDefault(grant => grant.Name == name) is { } grant
                && await client.Scope(grant.Scope).Vault.ReadAsync(grant, cancellationToken) is { } secret)
                _values[name] = secret.Reveal();
        }

        return Mention().Replace(text, match => _values.GetValueOrDefault(match.Groups[1].Value) ?? match.Value);
    }

    [GeneratedRegex(@"secret://([\p{L}\p{N}._-]+)")]
    private static partial Regex Mention();
}
