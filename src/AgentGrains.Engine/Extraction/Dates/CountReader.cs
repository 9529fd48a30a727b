using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Extraction.Dates;

/// <summary>Reads a count of calendar units: "three weeks", "a couple of days", "half a year", "a year and a half".</summary>
internal static class CountReader
{
    /// <summary>The count, its unit and the word after it; null when no count begins at the word.</summary>
    public static (int Count, TimeUnit Unit, int End)? Read(TimeWordsOf words, int at)
    {
        while (words[at] is "about" or "around" or "almost" or "nearly" or "roughly" or "over" or "exactly" or "like" or "maybe")
            at++;
        if (words[at] == "half" && words[at + 1] is "a" or "an" && words[at + 2] == "year")
            return (6, TimeUnit.Month, at + 3);
        var (count, next) = words.Of(at) is { Role: TimeRole.Number or TimeRole.Few } number ? ((int)number.Value, at + 1) : (0, at);
        if (count == 0)
            return null;
        if (words.Of(next) is { Role: TimeRole.Few } few && words[at] is "a" or "the")
            (count, next) = (few.Value, next + 1);
        var isHalf = (words[next], words[next + 1], words[next + 2]) is ("and", "a", "half");
        next += isHalf ? 3 : words[next] == "of" ? 1 : 0;
        if (words.Of(next).Role != TimeRole.Unit || words.Breaks(next))
            return null;
        var (unit, end) = ((TimeUnit)words.Of(next).Value, next + 1);
        if ((words[end], words[end + 1], words[end + 2]) is ("and", "a", "half"))
            (isHalf, end) = (true, end + 3);
        return isHalf && unit == TimeUnit.Year ? ((count * 12) + 6, TimeUnit.Month, end) : (count, unit, end);
    }
}
