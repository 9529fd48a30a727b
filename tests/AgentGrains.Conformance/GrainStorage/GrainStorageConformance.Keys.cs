using Xunit;

namespace AgentGrains.Conformance;

public abstract partial class GrainStorageConformance
{
    private static readonly string[] UnicodeTexts =
    [
        "Grüße", "память", "記憶", "ذاكرة", "🧠🐘", "e\u0301", "\u00e9", "case", "CASE", "a b", "quote'\"`", "slash/\\", "percent%_",
        "semi;--", "{brace}", "new\nline", "tab\t", "z\u200dz",
    ];

    [Fact]
    public async Task State_names_are_independent()
    {
        var one = await InsertAsync(Grain(), Sample(1), "one");
        var two = await InsertAsync(Grain(), Sample(2), "two");

        await AssertStoredAsync(Grain(), Sample(1), one.ETag, "one");
        await AssertStoredAsync(Grain(), Sample(2), two.ETag, "two");
        await AssertMissingAsync(Grain(), "three");
    }

    [Fact]
    public async Task Grain_keys_and_types_are_independent()
    {
        var ids = new[] { GrainId.Create("conformance-a", "key"), GrainId.Create("conformance-b", "key"), GrainId.Create("conformance-a", "key2") };
        for (var number = 0; number < ids.Length; number++)
            await InsertAsync(ids[number], Sample(number), "independent");

        for (var number = 0; number < ids.Length; number++)
            await AssertStoredAsync(ids[number], Sample(number), stateName: "independent");
    }

    [Fact]
    public async Task The_border_between_name_and_key_is_kept()
    {
        await InsertAsync(GrainId.Create("border", "ab"), Sample(1), "c");
        await InsertAsync(GrainId.Create("border", "a"), Sample(2), "bc");

        await AssertStoredAsync(GrainId.Create("border", "ab"), Sample(1), stateName: "c");
        await AssertStoredAsync(GrainId.Create("border", "a"), Sample(2), stateName: "bc");
    }

    [Fact]
    public async Task Unicode_grain_keys_are_told_apart()
    {
        var keys = UnicodeTexts;
        for (var number = 0; number < keys.Length; number++)
            await InsertAsync(Grain(keys[number]), Sample(number));

        for (var number = 0; number < keys.Length; number++)
            await AssertStoredAsync(Grain(keys[number]), Sample(number));
    }

    [Fact]
    public async Task Unicode_state_names_are_told_apart()
    {
        var names = UnicodeTexts;
        for (var number = 0; number < names.Length; number++)
            await InsertAsync(Grain(), Sample(number), names[number]);

        for (var number = 0; number < names.Length; number++)
            await AssertStoredAsync(Grain(), Sample(number), stateName: names[number]);
    }

    [Fact]
    public async Task A_long_key_is_kept_whole()
    {
        var common = new string('k', 500);
        await InsertAsync(Grain(common + "1"), Sample(1));
        await InsertAsync(Grain(common + "2"), Sample(2));

        await AssertStoredAsync(Grain(common + "1"), Sample(1));
        await AssertStoredAsync(Grain(common + "2"), Sample(2));
    }
}
