namespace AgentGrains.Tests.Architecture;

/// <summary>The checkout this test was built from.</summary>
internal static class Repository
{
    private static readonly string[] Folders = ["src", "hosting", "samples"];

    public static string Root { get; } = Find();

    public static IEnumerable<string> Projects =>
        from folder in Folders
        from project in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories)
        select project;

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AgentGrains.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"AgentGrains.sln was not found above {AppContext.BaseDirectory}.");
    }
}
