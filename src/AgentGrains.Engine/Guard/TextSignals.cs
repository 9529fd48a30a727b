namespace AgentGrains.Engine.Guard;

/// <summary>Everything that a text alone can show: hidden and encoded text, secrets, instructions, redirects.</summary>
internal static class TextSignals
{
    /// <summary>Adds what is seen to the reasons. A text without a cue costs a few vectorised searches.</summary>
    /// <param name="text">The text.</param>
    /// <param name="done">What it tells of something done; null when it does not.</param>
    /// <param name="reasons">Where to.</param>
    public static void Scan(string text, AskedAndActed? done, List<GuardReason> reasons)
    {
        HiddenText.Scan(text, reasons);
        SecretText.Scan(text, reasons);
        Instructions.Scan(text, reasons);
        Redirects.Scan(text, done, reasons);
        if (EncodedText.Scan(text, reasons) is not { } decoded)
            return;
        Instructions.Scan(decoded, reasons);
        Redirects.Scan(decoded, done, reasons);
    }
}
