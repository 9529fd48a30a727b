using System.Collections.Frozen;
using AgentGrains.Engine.Analysis;

namespace AgentGrains.Engine.Temporal;

/// <summary>The part a word plays in a time expression.</summary>
internal enum TimeRole : byte
{
    None,

    /// <summary>A number; the value is the number, up to 9999.</summary>
    Number,

    /// <summary>A month; 1 to 12.</summary>
    Month,

    /// <summary>A weekday; 0 is Sunday.</summary>
    Weekday,

    /// <summary>A unit; the value is a <see cref="TimeUnit"/>.</summary>
    Unit,
    Last,
    Next,
    This,
    Ago,

    /// <summary>Yesterday, today, tomorrow; the value is the offset in days plus one.</summary>
    RelativeDay,
    Preposition,

    /// <summary>The, of: skipped inside an expression.</summary>
    Glue,

    /// <summary>An inexact number such as "few"; the value is what it is taken for.</summary>
    Few,

    /// <summary>A season; 0 is winter.</summary>
    Season,
}

/// <summary>Calendar units a text counts in.</summary>
internal enum TimeUnit : byte
{
    Day,
    Week,
    Month,
    Year,
    Weekend,

    /// <summary>Morning, evening, night: a part of one day.</summary>
    DayPart,
    Decade,
}

/// <summary>One word's part in a time expression.</summary>
internal readonly record struct TimeWord(TimeRole Role, short Value)
{
    /// <summary>True for the words around which a time expression can form.</summary>
    public bool IsAnchor => Role is TimeRole.Month or TimeRole.Weekday or TimeRole.Unit or TimeRole.RelativeDay or TimeRole.Season || IsYear;

    /// <summary>True for a number that reads as a year.</summary>
    public bool IsYear => Role == TimeRole.Number && Value is >= 1900 and <= 2100;

    /// <summary>True for a number that can be a day of a month.</summary>
    public bool IsDayOfMonth => Role == TimeRole.Number && Value is >= 1 and <= 31;

    /// <summary>"may" and "march" are also verbs: alone they are no month.</summary>
    public bool IsAmbiguousMonth => Role == TimeRole.Month && Value is 3 or 5;
}

/// <summary>Finds a word's part in a time expression.</summary>
internal static class TimeWords
{
    private static readonly FrozenDictionary<string, TimeWord> Words = Build();

    private static readonly FrozenDictionary<string, TimeWord>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Words.GetAlternateLookup<ReadOnlySpan<char>>();

    public static TimeWord Of(ReadOnlySpan<char> surface, TokenKind kind) => kind switch
    {
        TokenKind.Number => OfNumber(surface),
        TokenKind.Word => Lookup.TryGetValue(surface, out var word) ? word : default,
        _ => default,
    };

    private static TimeWord OfNumber(ReadOnlySpan<char> surface)
    {
        var value = 0;
        foreach (var c in surface)
        {
            if (c == ',' || value > 999 && char.IsAsciiDigit(c))
                return default;
            if (char.IsAsciiDigit(c))
                value = value * 10 + (c - '0');
        }

        return new TimeWord(TimeRole.Number, (short)value);
    }

    private static FrozenDictionary<string, TimeWord> Build()
    {
        var words = new Dictionary<string, TimeWord>(StringComparer.Ordinal);
        Ranked(TimeRole.Month, 1, "january,jan february,feb march,mar april,apr may june,jun july,jul august,aug september,sep,sept october,oct november,nov december,dec");
        Ranked(TimeRole.Weekday, 0, "sunday monday,mon tuesday,tue,tues wednesday,wed thursday,thu,thur,thurs friday,fri saturday");
        Ranked(TimeRole.Unit, 0, "day,days week,weeks month,months year,years,yr,yrs weekend,weekends morning,afternoon,evening,night decade,decades");
        Ranked(TimeRole.Season, 0, "winter spring summer autumn,fall");
        Ranked(TimeRole.RelativeDay, 0, "yesterday today,tonight tomorrow");
        Ranked(TimeRole.Number, 1, "a,an,one two three four five six seven eight nine ten eleven twelve");
        Ranked(TimeRole.Few, 2, "couple few several");
        Ranked(TimeRole.Last, 0, "last,past,previous");
        Ranked(TimeRole.Next, 0, "next,coming,upcoming,following");
        Ranked(TimeRole.This, 0, "this,current");
        Ranked(TimeRole.Ago, 0, "ago,back");
        Ranked(TimeRole.Glue, 0, "the,of");
        Ranked(TimeRole.Preposition, 0, "in,on,since,by,until,till,during,from,early,late,mid,around,before,after,between,through,at");
        return words.ToFrozenDictionary(StringComparer.Ordinal);

        void Ranked(TimeRole role, int first, string groups)
        {
            foreach (var group in groups.Split(' '))
            {
                foreach (var word in group.Split(','))
                    words[word] = new TimeWord(role, (short)first);
                first++;
            }
        }
    }
}
