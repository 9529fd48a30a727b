using AgentGrains.Inference.Derivation;

namespace AgentGrains.Inference.Consolidation;

/// <summary>What the condenser's model answers. Turns are named by number, from 1.</summary>
internal sealed record GistsAnswer(GistAnswer[] Gists)
{
    /// <summary>A gist per text; null for one that was left out.</summary>
    /// <exception cref="FormatException">A turn is named that was not given, or twice.</exception>
    public string?[] Read(int turns)
    {
        var read = new string?[turns];
        foreach (var gist in AnswerRules.Items(Gists, "gists", turns))
        {
            if (gist.Turn < 1 || gist.Turn > turns || read[gist.Turn - 1] is not null)
                throw new FormatException($"turn {gist.Turn} was not given, or stands there twice");
            read[gist.Turn - 1] = gist.Gist;
        }

        return read;
    }
}

/// <summary>One gist.</summary>
internal sealed record GistAnswer(int Turn, string Gist);
