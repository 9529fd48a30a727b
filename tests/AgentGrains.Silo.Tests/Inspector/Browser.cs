using Microsoft.Playwright;

namespace AgentGrains.Silo.Tests.Inspector;

/// <summary>Debian's Chromium without a window, at the server's inspector; every error it tells of is kept.</summary>
internal sealed class Browser(IPlaywright playwright, IBrowser chromium, IBrowserContext context, Uri server) : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public List<string> Faults { get; } = [];

    public static async Task<Browser> StartAsync(SiloServer server, ColorScheme scheme = ColorScheme.Light)
    {
        var program = Places.FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "There is no Chromium on this machine; Debian's package is called chromium.");
        var playwright = await Playwright.CreateAsync();
        var chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-gpu"] });
        return new Browser(playwright, chromium, await chromium.NewContextAsync(new() { ColorScheme = scheme }), server.Http.BaseAddress!);
    }

    public async Task<IPage> OpenAsync(string tenant, string scope, string view)
    {
        var page = await context.NewPageAsync();
        page.PageError += (_, fault) => Faults.Add(fault);
        page.Console += (_, line) =>
        {
            if (line.Type == "error")
                Faults.Add(line.Text);
        };
        await page.GotoAsync(new Uri(server, $"/inspector/#/{tenant}/{Uri.EscapeDataString(scope)}/{view}").ToString());
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await chromium.DisposeAsync();
        playwright.Dispose();
    }
}
