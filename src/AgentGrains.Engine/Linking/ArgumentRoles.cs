namespace AgentGrains.Engine.Linking;

/// <summary>Roles that the extractor gives and that connect nothing: a speaker takes part in everything they say, and a date is no thing.</summary>
internal static class ArgumentRoles
{
    public const string Speaker = "speaker";
    public const string Time = "time";
    public const string Mention = "mention";

    /// <summary>True when the participant is something that statements can share.</summary>
    public static bool IsEntity(Argument argument) => argument.Role is not (Speaker or Time);
}
