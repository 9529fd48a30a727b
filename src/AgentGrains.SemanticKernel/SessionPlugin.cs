using System.ComponentModel;
using System.Globalization;
using System.Text;
using Microsoft.SemanticKernel;

namespace AgentGrains.SemanticKernel;

/// <summary>
/// A session's working memory as kernel functions for a model: subgoals, core blocks, and symbols for long contents. Which session it is is
/// fixed when it is made.
/// </summary>
/// <remarks>Thread-safe. Functions answer in words a model can act on, also when its input was not valid.</remarks>
public sealed class SessionPlugin
{
    private const int MostExpandedBytes = 64 * 1024;

    private readonly ISessionMemory _session;

    /// <summary>A plugin over one session.</summary>
    public SessionPlugin(ISessionMemory session)
    {
        ArgumentNullException.ThrowIfNull(session);
        _session = session;
    }

    /// <summary>Begins a subgoal.</summary>
    [KernelFunction("open_subgoal")]
    [Description("Begin one part of a longer task. Its steps stay in view until it is closed; then a summary takes their place. Use it for tasks of "
        + "many steps, not for a single answer.")]
    [return: Description("The subgoal's number, or what to change.")]
    public Task<string> OpenSubgoalAsync(
        [Description("What is to be reached, e.g. 'find the cheapest train to Porto'")] string goal, CancellationToken cancellationToken = default) =>
        AnswerAsync("Not opened", async () => $"Subgoal {await _session.OpenSubgoalAsync(goal, cancellationToken)} is open.");

    /// <summary>Ends the current subgoal.</summary>
    [KernelFunction("close_subgoal")]
    [Description("End the current subgoal. Its steps leave the context and your summary stays; they can be brought back with reopen_subgoal.")]
    [return: Description("Which subgoal was closed, or what to change.")]
    public Task<string> CloseSubgoalAsync(
        [Description("What came of it, with every fact that later steps need; leave out to have one made")] string? summary = null,
        CancellationToken cancellationToken = default) =>
        AnswerAsync("Not closed", async () =>
            $"Subgoal {await _session.CloseSubgoalAsync(string.IsNullOrWhiteSpace(summary) ? null : summary, cancellationToken)} is closed.");

    /// <summary>Brings a closed subgoal's steps back.</summary>
    [KernelFunction("reopen_subgoal")]
    [Description("Bring back the exact steps of a closed subgoal, when its summary is not enough. It is the current one again until it is closed.")]
    [return: Description("Its steps, one a line, or what to change.")]
    public Task<string> ReopenSubgoalAsync([Description("The subgoal's number")] int number, CancellationToken cancellationToken = default) =>
        AnswerAsync("Not reopened", async () =>
        {
            var subgoal = await _session.ReopenSubgoalAsync(number, cancellationToken);
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"Subgoal {number}, {subgoal.Goal}:");
            foreach (var step in subgoal.Steps)
                text.Append(CultureInfo.InvariantCulture, $"\n{step.Kind} {step.Actor}: {step.Text}");
            return text.ToString();
        });

    /// <summary>Notes something for later in the session.</summary>
    [KernelFunction("note")]
    [Description("Note something that matters for the rest of this task, such as an intermediate result. It is gone from view when its subgoal is "
        + "closed; what should outlast the conversation belongs in remember.")]
    [return: Description("That it was noted, or what to change.")]
    public Task<string> NoteAsync([Description("One sentence")] string text, CancellationToken cancellationToken = default) =>
        AnswerAsync("Not noted", async () =>
        {
            await _session.ApplyAsync(WorkingEdit.Add(new WorkingStep(StepKind.Thought, text)), cancellationToken);
            return "Noted.";
        });

    /// <summary>Reads the core blocks.</summary>
    [KernelFunction("read_blocks")]
    [Description("Read the core blocks: short texts that are in every turn of this conversation, such as persona (who you are) and human (whom you "
        + "talk to), each with the version that edit_block asks for.")]
    [return: Description("One block a line, with its version.")]
    public Task<string> ReadBlocksAsync(CancellationToken cancellationToken = default) =>
        AnswerAsync("Not read", async () =>
        {
            var view = await _session.GetAsync(cancellationToken);
            return view.Blocks.IsEmpty
                ? "There are no core blocks yet. Write one with edit_block and version 0."
                : string.Join('\n', view.Blocks.Select(block => $"{block.Name} (version {block.Version}): {block.Text}"));
        });

    /// <summary>Writes a core block.</summary>
    [KernelFunction("edit_block")]
    [Description("Write a core block anew, when you have learnt who you are talking to or how you should be. Keep it short: it is in every turn. The "
        + "whole text is replaced.")]
    [return: Description("The new version; or, when somebody wrote it since, how it stands now.")]
    public Task<string> EditBlockAsync(
        [Description("persona, human, or a name of your own")] string name,
        [Description("The whole new text")] string text,
        [Description("The version you read; 0 for a new block")] int version,
        CancellationToken cancellationToken = default) =>
        AnswerAsync("Not written", async () => $"Written: {name} has version {await _session.SetBlockAsync(name, text, version, cancellationToken)}.");

    /// <summary>Keeps a long content under a short name.</summary>
    [KernelFunction("keep")]
    [Description("Keep a long text, such as a document, a listing or code, under a short name, so that the conversation needs to carry only its "
        + "symbol <|name|>.")]
    [return: Description("The symbol to write in place of the text, or what to change.")]
    public Task<string> KeepAsync(
        [Description("A short name of letters, digits and dashes")] string name, [Description("The whole text")] string content,
        CancellationToken cancellationToken = default) =>
        AnswerAsync("Not kept", async () => $"Kept: {await _session.DefineAsync(name, content, cancellationToken)}");

    /// <summary>Shows what symbols stand for.</summary>
    [KernelFunction("expand")]
    [Description("Show what a symbol such as <|report|> stands for, when its content is needed. Works on any text that mentions symbols.")]
    [return: Description("The text with contents in the place of symbols, and which symbols are not known.")]
    public Task<string> ExpandAsync([Description("The symbol, or a text with symbols")] string text, CancellationToken cancellationToken = default) =>
        AnswerAsync("Not expanded", async () =>
        {
            var asked = text.Contains("<|", StringComparison.Ordinal) ? text : $"<|{text.Trim()}|>";
            var expanded = await _session.ExpandAsync(asked, MostExpandedBytes, cancellationToken);
            var answer = new StringBuilder(expanded.Text);
            if (!expanded.Unknown.IsEmpty)
                answer.Append(CultureInfo.InvariantCulture, $"\n(There is no symbol {string.Join(", ", expanded.Unknown)}.)");
            if (!expanded.Circular.IsEmpty)
                answer.Append(CultureInfo.InvariantCulture, $"\n({string.Join(", ", expanded.Circular)} holds itself.)");
            return answer.Append(expanded.IsTruncated ? "\n(Not all of it fits; expand a part.)" : "").ToString();
        });

    private static async Task<string> AnswerAsync(string failed, Func<Task<string>> function)
    {
        try
        {
            return await MemoryPluginInput.AnswerAsync(failed, function);
        }
        catch (BlockConflictException conflict)
        {
            return conflict.Current is { } current ? $"{failed}: {conflict.Message} It is now: {current.Text}" : $"{failed}: {conflict.Message}";
        }
    }
}
