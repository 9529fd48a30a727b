using System.ComponentModel;
using Microsoft.SemanticKernel;

namespace AgentGrains.SemanticKernel;

/// <summary>
/// Memory as kernel functions for a model: <c>remember</c>, <c>recall</c>, <c>resolve</c>, <c>report_outcome</c>, <c>forget</c>, <c>list_held</c> and
/// <c>review_held</c>. Which scopes it reads and writes is
/// fixed when it is made, so nothing that a model says can reach another memory.
/// </summary>
/// <remarks>
/// Thread-safe. Functions answer in words a model can act on, also when its input was not valid; only failures that the model cannot
/// mend, such as damaged storage, are thrown.
/// </remarks>
public sealed class MemoryPlugin
{
    private readonly IMemoryClient? _client;
    private readonly IScopedMemory? _writes;
    private readonly MemoryPluginOptions _options;

    /// <summary>A plugin that reads and writes one scope.</summary>
    public MemoryPlugin(IScopedMemory memory, MemoryPluginOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(memory);
        _writes = memory;
        _options = (options ?? new MemoryPluginOptions()).Validated();
        Reads = [memory.Scope];
    }

    /// <summary>A plugin that reads several scopes of one tenant and writes at most one.</summary>
    /// <param name="client">The way into memory.</param>
    /// <param name="reads">Scopes to recall from; at least one.</param>
    /// <param name="writes">Scope to remember and forget in; null makes the memory read-only.</param>
    /// <param name="options">How much is recalled.</param>
    /// <exception cref="ArgumentException">There is no scope to read, or the scopes are of different tenants.</exception>
    public MemoryPlugin(IMemoryClient client, IReadOnlyCollection<Scope> reads, Scope? writes, MemoryPluginOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(reads);
        if (reads.Count == 0)
            throw new ArgumentException("Name at least one scope to recall from.", nameof(reads));
        if (reads.Append(writes ?? reads.First()).Select(scope => scope.Tenant).Distinct(StringComparer.Ordinal).Skip(1).Any())
            throw new ArgumentException("All scopes of a plugin must be of one tenant; make one plugin per tenant.", nameof(reads));

        _client = client;
        _writes = writes is null ? null : client.Scope(writes);
        _options = (options ?? new MemoryPluginOptions()).Validated();
        Reads = [.. reads];
    }

    /// <summary>The scopes that <c>recall</c> searches.</summary>
    public IReadOnlyList<Scope> Reads { get; }

    /// <summary>The scope that <c>remember</c> and <c>forget</c> change; null when the plugin only reads.</summary>
    public Scope? Writes => _writes?.Scope;

    /// <summary>Remembers one statement.</summary>
    [KernelFunction("remember")]
    [Description("Store one lasting fact in long-term memory: a preference, decision, event, plan or lesson that will matter in later "
        + "conversations. Do not use it for small talk or for what is already in memory.")]
    [return: Description("The id of the new memory, or what to change.")]
    public async Task<string> RememberAsync(
        [Description("One self-contained sentence with names instead of pronouns, e.g. 'Ann moved to Lisbon in May 2026.'")] string text,
        [Description("auto, or what it is: belief (a fact or preference), event, note, procedure, lesson, or secret (kept in the vault, not in memory)")] string kind = "auto",
        [Description("When it happened, as ISO 8601; leave out for now")] string? occurredAt = null,
        CancellationToken cancellationToken = default)
    {
        if (_writes is null)
            return "Not remembered: this memory is read-only.";
        if (MemoryPluginInput.FaultOf(kind, occurredAt, out var route, out var when) is { } fault)
            return $"Not remembered: {fault}";

        return await MemoryPluginInput.AnswerAsync("Not remembered", async () =>
        {
            route ??= _options.Router?.Route(text ?? "") switch
            {
                MemoryRoute.Vault => new(IsSecret: true),
                MemoryRoute.Core => new(MemoryKind.Belief, IsPinned: _options.PinCore),
                MemoryRoute.Episodic => new(MemoryKind.Event),
                MemoryRoute.Procedural => new(MemoryKind.Procedure),
                MemoryRoute.Resource => new(MemoryKind.Resource),
                _ => new(MemoryKind.Belief),
            };
            var answer = "";
            if (route.IsSecret)
            {
                (var rest, answer) = await SecretKeeping.KeepAsync(_writes.Vault, text ?? "", cancellationToken);
                if (rest is null)
                    return answer;
                (text, answer) = (rest, answer + " ");
            }

            var draft = new MemoryDraft { Text = text ?? "", Kind = route.Kind, Pinned = route.IsPinned, OccurredAt = when, Source = _options.Source };
            var receipt = await _writes.RememberAsync(draft, cancellationToken);
            return answer + receipt.Disposition switch
            {
                WriteDisposition.Held => $"Held for review, not remembered yet. id: {receipt.Id}",
                WriteDisposition.Echo => $"Already in memory. id: {receipt.Id}",
                _ => $"Remembered. id: {receipt.Id}",
            };
        });
    }

    /// <summary>Recalls what answers a question.</summary>
    [KernelFunction("recall")]
    [Description("Search long-term memory. Use it before answering anything about people, earlier conversations, preferences, decisions or "
        + "plans. Do not use it for general knowledge. Memory holds what was said, which may be out of date: prefer the latest date.")]
    [return: Description("Numbered memories, best first, each with date, source and id; or that nothing was found.")]
    public async Task<string> RecallAsync(
        [Description("A full question or statement with names, e.g. 'Where does Ann live?'")] string query,
        [Description("Most memories to return, 1 to 50")] int limit = 8,
        CancellationToken cancellationToken = default)
    {
        return await MemoryPluginInput.AnswerAsync("Nothing recalled", async () =>
        {
            var most = Math.Clamp(limit, 1, _options.MaxLimit);
            var result = _client is null
                ? await _writes!.RecallAsync(query, most, _options.TokenBudget, cancellationToken)
                : await _client.RecallAsync(Reads[0].Tenant, Request(query, most), cancellationToken);
            return RecallText.Write(result, _options.TokenBudget);
        });
    }

    /// <summary>Fills the fields of a form or the parameters of a tool call.</summary>
    [KernelFunction("resolve")]
    [Description("Look up exact values for a form or for the parameters of another function, such as a city, an employer or an allergy. Only current "
        + "facts are given, never outdated ones. Ask the person for what is missing or ambiguous; do not guess.")]
    [return: Description("One line per field: its value with the id of its source, or that it is missing or ambiguous.")]
    public async Task<string> ResolveAsync(
        [Description("Names of the fields, separated by commas, e.g. 'home city, employer, allergies'")] string fields,
        [Description("Whom they are about, e.g. 'Ann'; leave out when only one person is known")] string? subject = null,
        CancellationToken cancellationToken = default)
    {
        return await MemoryPluginInput.AnswerAsync("Nothing resolved", async () =>
        {
            FormField[] asked = [.. (fields ?? "").Split([',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Distinct(StringComparer.Ordinal).Select(name => new FormField { Name = name, Many = true })];
            var about = string.IsNullOrWhiteSpace(subject) ? null : subject.Trim();
            var result = _client is null
                ? await _writes!.ResolveAsync(asked, about, cancellationToken)
                : await _client.ResolveAsync(Reads[0].Tenant, new ResolveRequest { Scopes = [.. Reads], Fields = [.. asked], Subject = about }, cancellationToken);
            return ResolveText.Write(result);
        });
    }

    /// <summary>Tells what came of a recall.</summary>
    [KernelFunction("report_outcome")]
    [Description("After a task that used recalled memories: tell which of them helped and whether the task went well, so that later searches find better. "
        + "Report once per recall, and only what you know.")]
    [return: Description("Whether the report was taken.")]
    public async Task<string> ReportOutcomeAsync(
        [Description("The recall id, exactly as recall gave it in its last line")] string recallId,
        [Description("Ids of the memories that were used, separated by commas")] string used,
        [Description("Whether the task went well")] bool success,
        CancellationToken cancellationToken = default)
    {
        var ids = new List<MemoryId>();
        foreach (var text in (used ?? "").Split([',', ';', ' ', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!MemoryId.TryParse(text, null, out var id))
                return $"Not reported: '{text}' is not an id of a memory. Copy the ids from what recall gave.";
            ids.Add(id);
        }

        return await MemoryPluginInput.AnswerAsync("Not reported", async () =>
        {
            var name = recallId?.Trim() ?? "";
            var status = _client is null
                ? await _writes!.ReportOutcomeAsync(name, ids, success, cancellationToken)
                : await _client.ReportOutcomeAsync(Reads[0].Tenant, new RecallOutcome { RecallId = name, Used = [.. ids], Success = success }, cancellationToken);
            return status switch
            {
                ReportStatus.Recorded => "Reported.",
                ReportStatus.Repeated => "This recall was reported before; the first report stands.",
                _ => "Not reported: this recall is not known (any more).",
            };
        });
    }

    /// <summary>Forgets one memory.</summary>
    [KernelFunction("forget")]
    [Description("Delete one memory for good. Use it only when a person asks to have something forgotten. When a fact has changed, "
        + "remember the new fact instead.")]
    [return: Description("Whether it was forgotten.")]
    public async Task<string> ForgetAsync(
        [Description("The id of the memory, exactly as recall gave it")] string id,
        [Description("Who asked and why, in a few words")] string? reason = null,
        CancellationToken cancellationToken = default)
    {
        if (_writes is null)
            return "Not forgotten: this memory is read-only.";
        if (!MemoryId.TryParse(id?.Trim(), null, out var memory))
            return "Not forgotten: that is not an id of a memory. Call recall and copy the id of the memory to forget.";

        return await MemoryPluginInput.AnswerAsync("Not forgotten", async () => await _writes.ForgetAsync(memory, reason, cancellationToken)
            ? "Forgotten."
            : $"Not forgotten: {_writes.Scope.Name} has no such memory (any more). Only memories of {_writes.Scope.Name} can be forgotten here.");
    }

    /// <summary>Lists what is held.</summary>
    [KernelFunction("list_held")]
    [Description("List memories that are held back for review, with the reason for each. Use it only when a person asks what was held or why something is "
        + "not remembered. Their text is not shown: it may be an attack.")]
    [return: Description("One line per held memory: its id, since when, its source and why.")]
    public async Task<string> ListHeldAsync(CancellationToken cancellationToken = default)
    {
        if (_writes is null)
            return "Nothing listed: this memory is read-only.";
        return await MemoryPluginInput.AnswerAsync("Nothing listed", async () =>
        {
            var lines = new List<string>();
            await foreach (var held in _writes.Quarantine.ListAsync(cancellationToken).Take(_options.MaxLimit))
                lines.Add($"{held.Record.Id} held {held.HeldAt:yyyy-MM-dd} from {held.Record.Provenance.Source ?? "unknown"}: {held.Reason}");
            return lines.Count == 0 ? "Nothing is held." : string.Join('\n', lines);
        });
    }

    /// <summary>Releases or purges one held memory.</summary>
    [KernelFunction("review_held")]
    [Description("Release or purge one held memory. Use it only when a person who may decide this has just said so.")]
    [return: Description("What was done.")]
    public async Task<string> ReviewHeldAsync(
        [Description("The id, exactly as list_held gave it")] string id,
        [Description("release or purge")] string decision,
        [Description("Who decided it and why, in a few words")] string reason,
        CancellationToken cancellationToken = default)
    {
        if (_writes is null || !_options.AllowReview)
            return "Not done: a person must review held memories elsewhere.";
        if (!MemoryId.TryParse(id?.Trim(), null, out var memory))
            return "Not done: that is not an id of a memory. Call list_held and copy it.";
        if (string.IsNullOrWhiteSpace(reason))
            return "Not done: say who decided it and why.";
        return await MemoryPluginInput.AnswerAsync("Not done", async () => decision?.Trim().ToLowerInvariant() switch
        {
            "release" => await _writes.Quarantine.ReleaseAsync(memory, reason, cancellationToken) ? "Released." : "Not done: it is not held.",
            "purge" => await _writes.Quarantine.PurgeAsync(memory, reason, cancellationToken) ? "Purged." : "Not done: there is no such memory.",
            _ => "Not done: the decision is release or purge.",
        });
    }

    private RecallRequest Request(string query, int limit) =>
        new() { Query = query, Scopes = [.. Reads], Limit = limit, TokenBudget = _options.TokenBudget };
}
