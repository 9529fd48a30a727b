using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using AgentGrains.Chaos.Silos;

namespace AgentGrains.Silo.Tests.Moves;

/// <summary>A client that writes numbered turns with keys, again until each is acknowledged, and goes where it is sent once the scope has moved.</summary>
internal sealed class HttpTurns(string name, SiloProcess source, SiloProcess target, string here, string there)
{
    private const int MostTries = 20_000, MostAfterEnd = 1_000;
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromMinutes(1) };
    private volatile bool _ends;

    public string Name { get; } = name;

    /// <summary>The ids of what was acknowledged, in order.</summary>
    public List<string> Written { get; } = [];

    /// <summary>How many of them by the source.</summary>
    public int AtSource { get; private set; }

    /// <summary>Writes a few more at the target, and ends.</summary>
    public void End() => _ends = true;

    public async Task RunAsync()
    {
        var (isMoved, tries, after) = (false, 0, 0);
        while (!_ends || Written.Count < AtSource + 3)
        {
            Assert.True(++tries < MostTries && (after += _ends ? 1 : 0) < MostAfterEnd, $"{Name} wrote {Written.Count} turns and is not moved.");
            try
            {
                if (await PostAsync(isMoved ? target : source, isMoved ? there : here, [(Name, Written.Count)]) is [var id])
                {
                    Written.Add(id);
                    AtSource += isMoved ? 0 : 1;
                }
                else if (!isMoved)
                {
                    isMoved = true;
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or IOException)
            {
                // Its silo was killed: the same again, with the same key.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Writes turns; the ids, or null when the scope has moved.</summary>
    /// <exception cref="HttpRequestException">It was not done; ask again.</exception>
    public static async Task<string[]?> PostAsync(SiloProcess silo, string scope, (string Actor, int Number)[] turns)
    {
        var items = turns.Select(turn => string.Create(CultureInfo.InvariantCulture, $$"""{"text":"{{turn.Actor}} says line {{turn.Number}} about the weather.","actor":"{{turn.Actor}}","key":"{{turn.Actor}}-{{turn.Number}}"}"""));
        using var body = new StringContent($$"""{"items":[{{string.Join(',', items)}}]}""", Encoding.UTF8, "application/json");
        using var answer = await Http.PostAsync(new Uri($"{silo.Http.BaseAddress}{scope}/memories"), body, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (answer.StatusCode == HttpStatusCode.Conflict)
        {
            Assert.Contains("scope-moved", text, StringComparison.Ordinal);
            return null;
        }

        // Whatever else is refused is a fault of the silo's.
        Assert.True(answer.IsSuccessStatusCode || (int)answer.StatusCode >= 500, $"{answer.StatusCode}: {text}");
        answer.EnsureSuccessStatusCode();
        return [.. JsonElement.Parse(text).GetProperty("receipts").EnumerateArray().Select(receipt => receipt.GetProperty("id").GetString()!)];
    }

    /// <summary>Everything that a scope holds, in order.</summary>
    public static async Task<List<(string Id, string Actor, int Number)>> ListAsync(SiloProcess silo, string scope)
    {
        var lines = await Http.GetStringAsync(new Uri($"{silo.Http.BaseAddress}{scope}/memories"), TestContext.Current.CancellationToken);
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).Select(record => (
            record.GetProperty("id").GetString()!, record.GetProperty("actor").GetString()!, int.Parse(record.GetProperty("text").GetString()!.Split(' ')[3], CultureInfo.InvariantCulture)))];
    }
}
