namespace AgentGrains.Runtime.Encryption;

/// <summary>Master keys as they are written down: lines of an id, a colon and 32 bytes in base64. The last one wraps.</summary>
internal static class MasterKeyLines
{
    public const int KeyBytes = 32;

    /// <exception cref="FormatException">A line is not a key. The message does not repeat it.</exception>
    public static (IReadOnlyDictionary<string, byte[]> Keys, string Current) Read(string text)
    {
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var current = "";
        var lines = text.Split(['\n', '\r', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var (line, number) in lines.Select((line, i) => (line, i + 1)).Where(item => !item.line.StartsWith('#')))
        {
            var key = new byte[KeyBytes];
            if (line.Split(':', 2) is not [var id, var base64] || id.Length is 0 or > 64
                || !Convert.TryFromBase64String(base64.Trim(), key, out var length) || length != KeyBytes)
                throw new FormatException($"Key {number} is not an id, a colon and {KeyBytes} bytes in base64; --new-master-key ID prints one.");
            current = id.Trim();
            if (!keys.TryAdd(current, key))
                throw new FormatException($"The id '{current}' is there twice; give every master key an id of its own.");
        }

        return keys.Count > 0 ? (keys, current) : throw new FormatException("There is no master key; --new-master-key ID prints one.");
    }
}
