namespace AgentGrains.Engine.Guard;

/// <summary>Everything that a text alone can show: hidden and encoded text, secrets, instructions, redirects.</summary>
internal static class TextSignals
{
    /// <summary>Adds what is seen to the reasons. A text without a cue costs a few vectorised searches.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hasAction">Whether it tells of something done.</param>
    /// <param name="reasons">Where to.</param>
    public static void Scan(string text, bool hasAction, List<GuardReason> reasons)
    {
        HiddenText.Scan(text, reasons);
        SecretText.Scan(text, reasons);
        Instructions.Scan(text, reasons);
        Redirects.Scan(text, hasAction, reasons);
        if (EncodedText.Scan(text, reasons) is not { } decoded)
            return;
        Instructions.Scan(decoded, reasons);
        Redirects.Scan(decoded, hasAction, reasons);
    }
}
