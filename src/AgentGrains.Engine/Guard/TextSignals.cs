namespace AgentGrains.Engine.Guard;

/// <summary>Everything that a text alone can show: hidden and encoded text, secrets, instructions, redirects.</summary>
internal static class TextSignals
{
    private const byte Instructing = 1;
    private const byte Redirecting = 2;

    // One word of each cue of Instructions and Redirects, the rarer where there are several; a cue that begins inside a word is none.
    private static readonly WordCues Cues = new WordCues()
        .With(
            Instructing,
            "ignore", "disregard", "forget", "overrid", "bypass", "output", "answer", "respon", "reply", "conclu", "now", "forward", "future", "im_start", "im_end", "inst", "system",
            "assistant", "user", "users", "owner", "operator", "admin", "opposite", "negat", "invert", "flip", "flipped", "password", "credential", "api", "exfiltrat")
        .With(
            Redirecting,
            "instead", "rather", "place", "lieu", "replac", "substitut", "swap", "swapped", "refer", "redirect", "saved", "stored", "moved", "kept", "merged", "migrat", "relocat",
            "transferred", "treated", "read", "looked", "mapped", "corresponds", "belongs", "stands", "alias", "same");

    /// <summary>Adds what is seen to the reasons. A text without a cue costs one pass and a few vectorised searches.</summary>
    /// <param name="text">The text.</param>
    /// <param name="done">What it tells of something done; null when it does not.</param>
    /// <param name="reasons">Where to.</param>
    public static void Scan(string text, AskedAndActed? done, List<GuardReason> reasons)
    {
        HiddenText.Scan(text, reasons);
        SecretText.Scan(text, reasons);
        Speech(text, done, reasons);
        if (EncodedText.Scan(text, reasons) is not { } decoded)
            return;
        Speech(decoded, done, reasons);
    }

    private static void Speech(string text, AskedAndActed? done, List<GuardReason> reasons)
    {
        var cues = Cues.Find(text, text.AsSpan().ContainsAny('<', '[', '#') ? Instructing : (byte)0);   // marks of a chat's roles
        if ((cues & Instructing) != 0)
            Instructions.Scan(text, reasons);
        if ((cues & Redirecting) != 0)
            Redirects.Scan(text, done, reasons);
    }
}
