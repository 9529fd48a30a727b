using System.Globalization;
using AgentGrains.Storage.Sqlite;
using Xunit;

namespace AgentGrains.Tests.Storage;

public sealed class SqliteCrashTests
{
    private const int Writers = 16;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Every_acknowledged_write_outlives_a_killed_process(int seed)
    {
        var random = new Random(seed);
        using var directory = new TemporaryDirectory();
        List<Acknowledgement> acknowledged = [];
        // Three lives on one directory: a later one must not lose what an earlier one wrote either.
        for (var life = 0; life < 3; life++)
        {
            using var process = StorageProcess.Start(directory.Path, Writers.ToString(CultureInfo.InvariantCulture));
            var lines = random.Next(1, 400);
            var token = TestContext.Current.CancellationToken;
            for (var line = 0; line < lines; line++)
                Acknowledge(await process.StandardOutput.ReadLineAsync(token));
            process.Kill();
            // What it had printed before it died was acknowledged as well; its last line may be cut.
            var rest = await process.StandardOutput.ReadToEndAsync(token);
            foreach (var line in rest.Split('\n')[..^1])
                Acknowledge(line);
            await process.WaitForExitAsync(token);
            Assert.NotEqual(0, process.ExitCode);
        }

        Assert.NotEmpty(acknowledged);
        await using var store = await SqliteStore.OpenAsync(directory.Path);
        var storage = new SqliteGrainStorage("crash", store.Options, store.Registry);
        await storage.OpenAsync(CancellationToken.None);
        foreach (var ofWriter in acknowledged.GroupBy(one => one.Writer))
            await VerifyAsync(storage, [.. ofWriter]);
        await storage.CloseAsync(CancellationToken.None);

        void Acknowledge(string? line)
        {
            if (line is null or "open")
                return;
            var words = line.Split(' ');
            acknowledged.Add(new(words[0], long.Parse(words[1], CultureInfo.InvariantCulture), words[2]));
        }
    }

    private static async Task VerifyAsync(SqliteGrainStorage storage, List<Acknowledgement> acknowledged)
    {
        var last = acknowledged[^1];
        var grain = GrainId.Create("crash", last.Writer);
        var state = new GrainState<long>();
        await storage.ReadStateAsync("state", grain, state);
        Assert.True(state.State >= last.Number, $"Writer {last.Writer} was told {last.Number} is stored, and {state.State} is.");
        if (state.State == last.Number)
            Assert.Equal(last.ETag, state.ETag);

        foreach (var one in acknowledged)
        {
            var once = new GrainState<string>();
            await storage.ReadStateAsync($"once {one.Number}", grain, once);
            Assert.Equal($"{one.Writer}:{one.Number}", once.State);
        }
    }

    private readonly record struct Acknowledgement(string Writer, long Number, string ETag);
}
