using System.ComponentModel;
using System.Globalization;
using System.Text;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace AgentGrains.Mcp;

/// <summary>What a client may read without asking a question: what always stands, and one memory with where it came from.</summary>
internal sealed class MemoryResources(IScopedMemory memory)
{
    public static IEnumerable<McpServerResource> Make(IScopedMemory memory)
    {
        var resources = new MemoryResources(memory);
        yield return McpServerResource.Create(resources.StandingAsync, new McpServerResourceCreateOptions
        {
            UriTemplate = "agentgrains://standing",
            Name = "standing",
            Title = "What always stands",
            MimeType = "text/plain",
        });
        yield return McpServerResource.Create(resources.MemoryAsync, new McpServerResourceCreateOptions
        {
            UriTemplate = "agentgrains://memories/{id}",
            Name = "memory",
            Title = "One memory",
            MimeType = "text/plain",
        });
    }

    [Description("Persona, pinned memories and open questions of the scope: what belongs in every context.")]
    private async Task<string> StandingAsync(CancellationToken cancellationToken)
    {
        var standing = (await memory.RecallAsync("what stands", limit: 1, cancellationToken: cancellationToken)).Standing;
        var lines = standing.Persona.Select(record => $"always: {record.Text}").Concat(standing.Pinned.Select(record => $"pinned: {record.Text}"))
            .Concat(standing.OpenQuestions.Select(record => $"open: {record.Text}")).ToList();
        return lines.Count == 0 ? "Nothing is pinned, and no question is open." : string.Join('\n', lines);
    }

    [Description("One memory by its id, as recall gave it: its text, when and by whom it was said, and what it was derived from.")]
    private async Task<string> MemoryAsync(string id, CancellationToken cancellationToken)
    {
        var record = MemoryId.TryParse(id, null, out var parsed) ? await memory.GetAsync(parsed, cancellationToken: cancellationToken) : null;
        if (record is null)
            throw new McpException($"{memory.Scope.Name} has no memory '{id}' (any more). Call recall and copy the id.");
        var text = new StringBuilder(record.Text);
        text.Append(CultureInfo.InvariantCulture, $"\n\nkind: {record.Kind}\noccurred: {record.OccurredAt:O}\nactor: {record.Provenance.Actor}\nsession: {record.Provenance.Session}");
        text.Append(CultureInfo.InvariantCulture, $"\nsource: {record.Provenance.Source}\nderived from: {string.Join(", ", record.Provenance.DerivedFrom)}");
        return text.ToString();
    }
}
