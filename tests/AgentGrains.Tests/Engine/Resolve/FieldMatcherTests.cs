using AgentGrains.Engine.Resolve;
using Xunit;

namespace AgentGrains.Tests.Engine.Resolve;

public sealed class FieldMatcherTests
{
    [Theory]
    [InlineData("home city", "lives in")]
    [InlineData("homeCity", "lives in")]
    [InlineData("home_city", "lives in")]
    [InlineData("Employer", "works at")]
    [InlineData("company_name", "works at")]
    [InlineData("allergies", "allergic to")]
    [InlineData("phoneNumber", "phone number")]
    [InlineData("phone", "phone number")]
    [InlineData("shoe size", "has shoe size")]
    [InlineData("LIVES IN", "lives in")]
    public void A_field_is_matched_by_what_it_is_called(string field, string predicate) =>
        Assert.True(new FieldMatcher().Match(new FormField { Name = field }, predicate) > 0);

    [Theory]
    [InlineData("home phone", "lives in")]
    [InlineData("work email", "works at")]
    [InlineData("city", "visited")]
    [InlineData("name", "has name of dog")]
    [InlineData("car insurance number", "drives")]
    [InlineData("the", "likes")]
    [InlineData("", "likes")]
    public void A_field_that_asks_for_something_else_is_not(string field, string predicate) =>
        Assert.Equal(0, new FieldMatcher().Match(new FormField { Name = field }, predicate));

    [Fact]
    public void A_predicate_that_the_field_names_is_the_only_one()
    {
        var field = new FormField { Name = "employer", Predicate = "Works At " };
        Assert.Equal(FieldMatcher.Named, new FieldMatcher().Match(field, "works at"));
        Assert.Equal(0, new FieldMatcher().Match(field, "employer"));
    }

    [Fact]
    public void The_same_words_are_surer_than_a_part_of_them()
    {
        var matcher = new FieldMatcher();
        var field = new FormField { Name = "home phone" };
        Assert.True(matcher.Match(field, "home phone") > matcher.Match(field, "phone"));
        Assert.True(matcher.Match(field, "phone") > 0);
    }

    [Fact]
    public void A_description_helps_a_name_that_says_nothing() =>
        Assert.True(new FieldMatcher().Match(new FormField { Name = "p1", Description = "The city where the traveller lives" }, "lives in") > 0);
}
