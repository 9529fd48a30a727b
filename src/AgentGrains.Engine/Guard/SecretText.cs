using System.Buffers;
using System.Text.RegularExpressions;

namespace AgentGrains.Engine.Guard;

/// <summary>Keys, tokens and passwords, by the forms that their issuers give them.</summary>
internal static partial class SecretText
{
    private const float Token = 0.4f;
    private const float Password = 0.15f;   // a household's door code is something to remember

    private static readonly SearchValues<string> Cues = SearchValues.Create(
        ["-----BEGIN", "AKIA", "ASIA", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "sk-", "sk_live", "rk_live", "eyJ", "AIza", "password", "passwd", "secret"],
        StringComparison.OrdinalIgnoreCase);

    public static void Scan(string text, List<GuardReason> reasons)
    {
        if (!text.AsSpan().ContainsAny(Cues))
            return;
        if (Tokens().IsMatch(text))
            reasons.Add(new GuardReason(GuardSignal.Secret, Token, "a key or token"));
        else if (Passwords().IsMatch(text))
            reasons.Add(new GuardReason(GuardSignal.Secret, Password, "a password"));
    }

    [GeneratedRegex(
        """
        -----BEGIN\s[A-Z ]*PRIVATE\sKEY-----
        |\b(?:AKIA|ASIA)[0-9A-Z]{16}\b
        |\bgh[pousr]_[A-Za-z0-9]{30,}
        |\bgithub_pat_\w{20,}
        |\bglpat-[\w-]{18,}
        |\bxox[abprs]-[A-Za-z0-9-]{10,}
        |\b(?:sk|rk)[-_](?:live_|proj-|ant-)?[A-Za-z0-9_-]{20,}
        |\bAIza[\w-]{30,}
        |\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();

    [GeneratedRegex(@"\b(?:password|passwd|secret)\b\s*(?:is|:|=)\s*\S{4,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Passwords();
}
