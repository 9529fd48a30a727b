using System.Globalization;
using System.Text;

namespace AgentGrains.Engine.Guard;

/// <summary>
/// Text that a person does not see and a model does: tag characters, direction overrides, characters without width inside Latin words, and
/// words that mix look-alike letters of several scripts.
/// </summary>
internal static class HiddenText
{
    private const float Tags = 0.8f;
    private const float Overrides = 0.5f;
    private const float Invisible = 0.4f;
    private const float LookAlike = 0.4f;

    public static void Scan(string text, List<GuardReason> reasons)
    {
        if (Ascii.IsValid(text))
            return;
        var (tags, overrides, invisible, mixed) = (0, 0, 0, 0);
        var word = new WordScripts();
        var previous = default(Rune);
        var inFlag = false;
        foreach (var (rune, next) in Pairs(text))
        {
            inFlag = rune.Value == 0x1F3F4 || (inFlag && IsTag(rune.Value));   // flags of regions are a black flag and tags
            if (IsTag(rune.Value) && !inFlag)
                tags++;
            else if (rune.Value is 0x202D or 0x202E)
                overrides++;
            else if (IsWidthless(rune.Value) && IsLatin(previous.Value) && IsLatin(next.Value))
                invisible++;   // joiners have work to do in emoji, in Persian and in Indic scripts
            if (!word.Take(rune))
            {
                mixed += word.IsMixed ? 1 : 0;
                word = default;
            }

            previous = rune;
        }

        mixed += word.IsMixed ? 1 : 0;
        Add(tags, Tags, "tag characters");
        Add(overrides, Overrides, "direction overrides");
        Add(invisible, Invisible, "characters without width inside words");
        Add(mixed, LookAlike, "words in letters of several scripts");

        void Add(int count, float weight, string what)
        {
            if (count > 0)
                reasons.Add(new GuardReason(GuardSignal.HiddenText, weight, $"{count} {what}"));
        }
    }

    private static IEnumerable<(Rune Rune, Rune Next)> Pairs(string text)
    {
        Rune? last = null;
        foreach (var rune in text.EnumerateRunes())
        {
            if (last is { } before)
                yield return (before, rune);
            last = rune;
        }

        if (last is { } end)
            yield return (end, default);
    }

    private static bool IsTag(int value) => value is >= 0xE0000 and <= 0xE007F or >= 0xE0100 and <= 0xE01EF;

    private static bool IsWidthless(int value) => value is 0x200B or 0x200C or 0x200D or 0x2060 or 0xFEFF or 0x00AD or 0x180E;

    private static bool IsLatin(int value) => value is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9';

    private record struct WordScripts(int Latin, int Cyrillic, int Greek)
    {
        // One foreign letter beside one or two of ours is a unit or a symbol: µm, Δt.
        public readonly bool IsMixed => (Latin >= 3 && Cyrillic + Greek > 0) || (Cyrillic >= 3 && Latin > 0);

        public bool Take(Rune rune)
        {
            if (!Rune.IsLetter(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format))
                return false;
            switch (rune.Value)
            {
                case < 0x250 when Rune.IsLetter(rune): Latin++; break;
                case >= 0x400 and < 0x530: Cyrillic++; break;
                case >= 0x370 and < 0x400: Greek++; break;
            }

            return true;
        }
    }
}
