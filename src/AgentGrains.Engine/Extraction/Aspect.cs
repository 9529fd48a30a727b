namespace AgentGrains.Engine.Extraction;

/// <summary>What auxiliaries and negations before a verb say about it.</summary>
internal sealed class Aspect(bool free, bool isNamed)
{
    /// <summary>After "in my free time": a verb is a pastime.</summary>
    public bool Free { get; } = free;

    /// <summary>The subject is somebody by name, and no "do" came before the verb.</summary>
    public bool IsNamed { get; private set; } = isNamed;

    /// <summary>"have": what was begun goes on.</summary>
    public bool Perfect { get; private set; }

    /// <summary>A form of "be".</summary>
    public bool Be { get; private set; }

    /// <summary>"was", "were".</summary>
    public bool WasBe { get; private set; }

    /// <summary>"not".</summary>
    public bool Not { get; private set; }

    /// <summary>"never".</summary>
    public bool Never { get; private set; }

    /// <summary>"used to".</summary>
    public bool UsedTo { get; private set; }

    /// <summary>"no longer", "stopped".</summary>
    public bool NoLonger { get; private set; }

    /// <summary>Takes the word when it is an auxiliary or a negation; moves on over what belongs to it.</summary>
    public bool Take(Sentence sentence, ref int at)
    {
        var next = at + 1 < sentence.Words.Count ? sentence.Words[at + 1].Lower : "";
        switch (sentence.Words[at].Lower)
        {
            case "do" or "does" or "did":
                IsNamed = false;
                return true;
            case "not":
                Not = true;
                return true;
            case "never":
                Never = true;
                return true;
            case "used" when next == "to":
                (UsedTo, IsNamed, at) = (true, false, at + 1);
                return true;
            case "no" when next == "longer":
                (NoLonger, at) = (true, at + 1);
                return true;
            case "stopped" or "quit" when VerbForms.IsIng(next):
                NoLonger = true;
                return true;
            case "have" or "has" or "'ve":
                Perfect = true;
                return true;
            case "'s" or "is" or "am" or "'m" or "are" or "'re" or "be" or "been" or "being":
                Be = true;
                return true;
            case "was" or "were":
                (Be, WasBe) = (true, true);
                return true;
            default:
                return false;
        }
    }
}
