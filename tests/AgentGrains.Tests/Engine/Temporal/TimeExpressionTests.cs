using AgentGrains.Engine.Analysis;
using AgentGrains.Engine.Temporal;
using Xunit;

namespace AgentGrains.Tests.Engine.Temporal;

public sealed class TimeExpressionTests
{
    private static readonly DateOnly Monday = new(2023, 5, 8);

    [Theory]
    [InlineData("I went yesterday", "2023-05-07")]
    [InlineData("see you tomorrow", "2023-05-09")]
    [InlineData("last night was fun", "2023-05-07")]
    [InlineData("last week", "2023-05-01..2023-05-07")]
    [InlineData("next week", "2023-05-15..2023-05-21")]
    [InlineData("this past weekend", "2023-05-06..2023-05-07")]
    [InlineData("over the weekend", "2023-05-06..2023-05-07")]
    [InlineData("next month", "2023-06-01..2023-06-30")]
    [InlineData("last month", "2023-04-01..2023-04-30")]
    [InlineData("last year", "2022-01-01..2022-12-31")]
    [InlineData("three days ago", "2023-05-05")]
    [InlineData("a week ago", "2023-04-28..2023-05-04")]
    [InlineData("two months ago", "2023-03-01..2023-03-31")]
    [InlineData("5 years ago", "2018-01-01..2018-12-31")]
    [InlineData("a few days ago", "2023-05-05")]
    [InlineData("on Friday", "2023-05-05")]
    [InlineData("last Monday", "2023-05-01")]
    [InlineData("next Friday", "2023-05-12")]
    [InlineData("last summer", "2022-06-01..2022-08-31")]
    [InlineData("in the last two weeks", "2023-04-24..2023-05-08")]
    [InlineData("on 7 March", "2023-03-07")]
    [InlineData("on March 7th, 2021", "2021-03-07")]
    [InlineData("the 7th of March 2021", "2021-03-07")]
    [InlineData("in December", "2022-12-01..2022-12-31")]
    [InlineData("in 2019", "2019-01-01..2019-12-31")]
    [InlineData("on 2019-08-03 exactly", "2019-08-03")]
    [InlineData("in May", "2023-05-01..2023-05-31")]
    [InlineData("for two weeks", "")]
    [InlineData("2000 days of code", "")]
    public void Expressions_resolve_against_the_day_of_the_text(string text, string expected)
    {
        var (found, ranges) = Read(text, Monday);
        Assert.True(found);
        Assert.Equal(expected, string.Join(' ', ranges.Select(Show)));
    }

    [Theory]
    [InlineData("you may come along")]
    [InlineData("we march for equality")]
    [InlineData("a nice day")]
    [InlineData("I have 20 dogs")]
    [InlineData("fall in love")]
    [InlineData("it is worth a second look")]
    public void Words_that_only_look_like_time_are_none(string text)
    {
        var (found, ranges) = Read(text, Monday);
        Assert.False(found);
        Assert.Empty(ranges);
    }

    [Theory]
    [InlineData("yesterday last year 9999 years ago 31 February last decade", 100)]
    [InlineData("next year next summer next month in 50 years 30 Feb 2100", 9900)]
    public void Dates_at_the_edge_of_the_calendar_do_not_break(string text, int year) => Assert.True(Read(text, new DateOnly(year, 12, 31)).Found);

    [Fact]
    public void No_more_ranges_are_kept_than_the_limit()
    {
        var (_, ranges) = Read(string.Join(' ', Enumerable.Range(1950, 60).Select(year => $"in {year},")), Monday);
        Assert.Equal(TimeExpressionReader.MaxRanges, ranges.Count);
    }

    [Theory]
    [InlineData("What happened on 7 May 2023?", "2023-05-07", 1)]
    [InlineData("What happened on 7 May 2023?", "2023-05-10", 0.8)]
    [InlineData("What happened on May 7, 2023?", "2023-05-20", 0.5)]
    [InlineData("What happened on May 7, 2023?", "2023-06-20", 0)]
    [InlineData("What happened on 7 May?", "2021-05-07", 1)]
    [InlineData("What happened in May 2023?", "2023-05-31", 1)]
    [InlineData("What happened in May 2023?", "2023-06-10", 0.4)]
    [InlineData("What happened in May?", "2019-05-31", 1)]
    [InlineData("What happened in 2023?", "2023-12-31", 0.5)]
    [InlineData("What happened in 2023?", "2022-12-31", 0)]
    [InlineData("What may happen to a march?", "2023-05-07", 0)]
    [InlineData("What happened?", "2023-05-07", 0)]
    public void A_question_s_dates_match_days(string question, string day, float expected)
    {
        var dates = new List<CalendarDate>();
        QuestionDates.Read(Words(question), dates);
        var number = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture).DayNumber;
        Assert.Equal(expected, dates.Select(date => QuestionDates.Match(date, new DayRange(number, number))).DefaultIfEmpty(0).Max());
    }

    private static (bool Found, List<DayRange> Ranges) Read(string text, DateOnly anchor)
    {
        var ranges = new List<DayRange>();
        return (TimeExpressionReader.Read(Words(text), anchor, ranges), ranges);
    }

    private static TimeWord[] Words(string text)
    {
        var analyzer = new TextAnalyzer(new Vocabulary());
        analyzer.Learn(text);
        return analyzer.Times.ToArray();
    }

    private static string Show(DayRange range) =>
        range.Days == 1 ? $"{DateOnly.FromDayNumber(range.First):yyyy-MM-dd}" : $"{DateOnly.FromDayNumber(range.First):yyyy-MM-dd}..{DateOnly.FromDayNumber(range.Last):yyyy-MM-dd}";
}
