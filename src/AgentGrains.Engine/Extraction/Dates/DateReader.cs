using AgentGrains.Engine.Temporal;

namespace AgentGrains.Engine.Extraction.Dates;

/// <summary>Finds the time expressions of a sentence, points and intervals, and resolves them against the day it was said.</summary>
/// <remarks>What comes again ("every Thursday") and what lasts ("two days") is no date.</remarks>
internal static class DateReader
{
    // Years of turns for which every expression stays inside the calendar.
    private const int FirstYear = 1200;
    private const int LastYear = 8800;

    /// <summary>The expressions, in the order of the sentence; none overlaps another.</summary>
    public static List<DatedPhrase> Read(Sentence sentence, DateOnly said)
    {
        var found = new List<DatedPhrase>();
        if (said.Year is < FirstYear or > LastYear)
            return found;
        var words = new TimeWordsOf(sentence);
        var math = new DateMath(said);
        var points = new PointReader(sentence, words, math);
        for (var at = 0; at < words.Count; at++)
        {
            if (!MayBegin(words, at))
                continue;
            var tense = TenseReader.At(sentence, at);
            if ((Span(words, math, at) ?? Interval(words, points, math, at, tense) ?? Point(words, points, math, at, tense)) is not { } phrase)
                continue;
            found.Add(phrase);
            at = phrase.End - 1;
        }

        return found;
    }

    private static bool MayBegin(TimeWordsOf words, int at)
    {
        var word = words.Of(at);
        return word.Role != TimeRole.None || char.IsAsciiDigit(words[at][0]) || words[at].Contains('-', StringComparison.Ordinal) || words.Decade(at) is not null
            || words[at] is "early" or "mid" or "late" or "half" or "over" or "for" or "within" or "throughout" or "about" or "almost" or "nearly" or "earlier" or "later" or "day"
                or "first" or "second" or "third"
            || Holidays.Begins(words[at]);
    }

    // "for the last three years", "over the past month"; "for six months" when it goes on until now.
    private static DatedPhrase? Span(TimeWordsOf words, DateMath math, int at)
    {
        if (words[at] is not ("for" or "over" or "in" or "during" or "within" or "throughout"))
            return null;
        var next = words[at + 1] is "the" or "these" or "my" ? at + 2 : at + 1;
        if (words.Of(next).Role == TimeRole.Last)
        {
            if (CountReader.Read(words, next + 1) is var (count, unit, end))
                return new DatedPhrase(at, end, math.Span(count, unit), true);
            return next == at + 2 && words.Of(next + 1) is { Role: TimeRole.Unit, Value: not ((short)TimeUnit.Weekend or (short)TimeUnit.DayPart) } one
                ? new DatedPhrase(at, next + 2, math.Span(1, (TimeUnit)one.Value), true)
                : null;
        }

        return words[at] == "for" && CountReader.Read(words, at + 1) is var (lasting, of, after) && of != TimeUnit.DayPart && GoesOn(words, at)
            ? new DatedPhrase(at, after, math.Span(lasting, of), true)
            : null;
    }

    // The perfect: what has been so for a time still is.
    private static bool GoesOn(TimeWordsOf words, int at)
    {
        for (var i = at - 1; i >= Math.Max(0, at - 16); i--)
        {
            if (words[i] is "have" or "has" or "'ve")
                return words[i + 1] is not ("to" or "a" or "the" or "two");
            if (words[i] is "had" or "was" or "were" or "did")
                return false;
        }

        return false;
    }

    private static DatedPhrase? Interval(TimeWordsOf words, PointReader points, DateMath math, int at, Tense tense)
    {
        if (words[at] == "since")
            return points.Read(at + 1, true, Tense.Past) is { } since && since.Days.First <= math.Today
                ? new DatedPhrase(at, since.End, new DayRange(since.Days.First, math.Today), since.IsRelative, IsSince: true)
                : null;
        var opened = words[at] is "from" or "between";
        if (Hyphened(words, math, at, tense) is { } joined)
            return joined;
        if (points.Read(opened ? at + 1 : at, opened, tense) is not { } first || !Joins(words, first.End, words[at]))
            return null;
        if (points.Read(first.End + 1, true, tense) is not { } last || (!opened && first.Kind == PointKind.Fixed) || (words[at] == "from" && last.Kind == PointKind.Fixed && first.Kind == PointKind.Weekday))
            return null;
        return IntervalMath.Join(math, first, last, tense) is { } days ? new DatedPhrase(at, last.End, days, first.IsRelative || last.IsRelative) : null;
    }

    private static bool Joins(TimeWordsOf words, int at, string opening) =>
        opening == "between" ? words[at] == "and" : words[at] is "to" or "till" or "until" or "through" || (opening == "from" && words[at] is "thru");

    // "June 7-9, 2024", "7-9 June".
    private static DatedPhrase? Hyphened(TimeWordsOf words, DateMath math, int at, Tense tense)
    {
        var month = words.Of(at).Role == TimeRole.Month ? at : words.Of(at + 1).Role == TimeRole.Month ? at + 1 : -1;
        if (month < 0 || words[month == at ? at + 1 : at].Split('-') is not [var from, var to] || !int.TryParse(from, out var first) || !int.TryParse(to, out var last) || first < 1 || last > 31 || first >= last)
            return null;
        var year = words.Of(at + 2) is { IsYear: true } written ? written.Value : (short)0;
        var begin = math.Calendar(new CalendarDate(year, words.Of(month).Value, first), tense).First;
        return new DatedPhrase(at, year == 0 ? at + 2 : at + 3, new DayRange(begin, begin + last - first), year == 0);
    }

    private static DatedPhrase? Point(TimeWordsOf words, PointReader points, DateMath math, int at, Tense tense)
    {
        var start = at;
        var isBare = words[at] is "by" or "until" or "till" or "before" or "after" or "from" or "of" or "to";
        while (words.Of(start).Role == TimeRole.Preposition || words[start] is "back" or "earlier" or "later" or "of" or "sometime" or "till" or "over" or "within")
        {
            // "in two weeks" belongs together; "in 2019" does not.
            if (start > at + 2 || points.Read(start, start > at, tense) is not null)
                break;
            start++;
        }

        var led = start > at || (at > 0 && (words.Of(at - 1).Role == TimeRole.Preposition || words[at - 1] is "until" or "till" or "of"));
        if (points.Read(start, led, isBare && words[at] is "by" or "until" or "till" ? Later(tense) : tense) is not { } point)
            return null;
        var days = point.Kind == PointKind.DayOnly && words.Of(point.End).Role == TimeRole.Month ? default : point.Days;
        return days == default ? null : new DatedPhrase(isBare || words.Of(start).Role == TimeRole.RelativeDay ? start : at, point.End, days, point.IsRelative, IsBare: isBare);
    }

    private static Tense Later(Tense tense) => tense == Tense.Unknown ? Tense.Future : tense;
}
