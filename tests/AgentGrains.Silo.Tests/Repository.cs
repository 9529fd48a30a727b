namespace AgentGrains.Silo.Tests;

/// <summary>The files of the checkout.</summary>
internal static class Repository
{
    /// <summary>The folder of AgentGrains.sln.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "AgentGrains.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("AgentGrains.sln was not found.");
    }
}
