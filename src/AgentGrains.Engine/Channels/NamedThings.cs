using AgentGrains.Engine.Analysis;
using AgentGrains.Engine.Index;

namespace AgentGrains.Engine.Channels;

/// <summary>
/// Finds what a question calls by a name: words written with a capital inside a sentence, the names of speakers, titles. What is so
/// called must be somewhere in an answer; other words may be said in other words.
/// </summary>
/// <remarks>Says nothing of questions without capitals, or in capitals only, and of scripts that have none.</remarks>
internal sealed class NamedThings(IndexTables tables)
{
    private readonly TextAnalyzer _analyzer = new(tables.Vocabulary);

    /// <summary>Adds the terms, and <see cref="Vocabulary.Unknown"/> once for all that no record holds.</summary>
    /// <param name="question">As it was written.</param>
    /// <param name="things">Where to; each once.</param>
    public void Find(string question, List<int> things)
    {
        if (!question.AsSpan().ContainsAnyInRange('a', 'z'))
            return;
        var begins = true;
        foreach (var range in question.AsSpan().Split(' '))
        {
            var word = question.AsSpan(range);
            var bare = word.Trim("\"'“”‘’„«»()[],;:.?!…").ToString();
            if (bare.Length > 1 && char.IsUpper(bare[0]) && !begins)
                _analyzer.Find(WithoutPossessive(bare), (form, _) => Take(form, things));
            if (word.Length > 0)
                begins = word[^1] is '.' or '?' or '!' or ':' or '"' or '“';
        }
    }

    private void Take(SurfaceForm form, List<int> things)
    {
        // Months and days are dates, which have a channel of their own.
        if (form.Term == Vocabulary.Stop || form.Time.Role != Temporal.TimeRole.None)
            return;
        var term = form.Term >= 0 && tables.Postings[form.Term].Count > 0 ? form.Term : Vocabulary.Unknown;
        if (!things.Contains(term))
            things.Add(term);
    }

    private static string WithoutPossessive(string word) =>
        word.EndsWith("'s", StringComparison.Ordinal) || word.EndsWith("’s", StringComparison.Ordinal) ? word[..^2] : word;
}
