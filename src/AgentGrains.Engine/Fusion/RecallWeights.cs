namespace AgentGrains.Engine.Fusion;

/// <summary>
/// How much each channel counts. Those up to <see cref="DenseWindow"/> multiply z-scores over the candidates of one question, the others raw values.
/// </summary>
/// <remarks>Immutable and thread-safe. The defaults were fitted with a listwise softmax loss on five conversations.</remarks>
public sealed record RecallWeights
{
    /// <summary>The fitted weights.</summary>
    public static RecallWeights Default { get; } = new();

    /// <summary>The weights fitted for an index with word vectors.</summary>
    public static RecallWeights WithWordVectors { get; } = new()
    {
        Record = 0,
        Share = 0.08f,
        Session = 0.48f,
        Window = 0.16f,
        Before = 0.12f,
        Asked = 0.04f,
        Phrase = 0.04f,
        Soft = 0.29f,
        SoftAsked = 0.09f,
        Topic = 0.19f,
        TopicWindow = 0.18f,
        Dense = 0.15f,
        DenseWindow = 0.27f,
        Speaker = 2.7f,
        Date = 7,
        Time = 0.5f,
        When = 2.2f,
        EndsInQuestion = -0.6f,
        Answers = 0.35f,
    };

    /// <summary>Words of the record and its speaker.</summary>
    public float Record { get; init; } = 0.05f;

    /// <summary>The question's words that the record holds, by their rarity, however often it holds them.</summary>
    public float Share { get; init; } = 0.37f;

    /// <summary>Words of its session.</summary>
    public float Session { get; init; } = 0.52f;

    /// <summary>Words of the two records on either side.</summary>
    public float Window { get; init; } = 0.28f;

    /// <summary>Words of the three records before.</summary>
    public float Before { get; init; } = 0.12f;

    /// <summary>Words of the question it follows.</summary>
    public float Asked { get; init; } = 0.11f;

    /// <summary>Neighbouring word pairs.</summary>
    public float Phrase { get; init; } = 0.05f;

    /// <summary>The question's words or words of the same meaning, by their rarity. Needs word vectors.</summary>
    public float Soft { get; init; }

    /// <summary>The same in the question it follows. Needs word vectors.</summary>
    public float SoftAsked { get; init; }

    /// <summary>Cosine of the record's words with the question's, as a whole, less what all records have in common. Needs word vectors.</summary>
    public float Topic { get; init; }

    /// <summary>The same of its two neighbours on either side and itself together. Needs word vectors.</summary>
    public float TopicWindow { get; init; }

    /// <summary>Cosine with a question's embedding of a learnt model.</summary>
    public float Dense { get; init; } = 0.3f;

    /// <summary>Cosine of the neighbourhood with a question's embedding of a learnt model.</summary>
    public float DenseWindow { get; init; } = 0.3f;

    /// <summary>The question names the speaker.</summary>
    public float Speaker { get; init; } = 2.6f;

    /// <summary>The record's days fit the question's dates.</summary>
    public float Date { get; init; } = 7f;

    /// <summary>The record holds a time expression.</summary>
    public float Time { get; init; } = 0.55f;

    /// <summary>It does, and the question asks when.</summary>
    public float When { get; init; } = 2.2f;

    /// <summary>The record ends in a question mark: questions are seldom the answer.</summary>
    public float EndsInQuestion { get; init; } = -0.65f;

    /// <summary>The record follows a question: what answers somebody there is more often what is asked for here.</summary>
    public float Answers { get; init; } = 0.35f;

    /// <summary>
    /// What each further record of one session loses when a question asks for several things, which are seldom all told at once.
    /// </summary>
    public float Spread { get; init; } = 0.5f;

    /// <summary>The question holds one of the record's names, whole.</summary>
    public float Alias { get; init; } = 8f;

    /// <summary>How strongly what answers well leads to the record, by entities they share.</summary>
    public float Bridge { get; init; } = 6f;

    /// <summary>
    /// Factor on both dense weights for vectors of the built-in hashing model. It knows spelling and not meaning, so it only
    /// decides between near equals, and finds misspelt words where nothing else matches.
    /// </summary>
    public float HashingFactor { get; init; } = 0.001f;

    /// <summary>All weights in the order of the signals, and the bridge's last.</summary>
    internal float[] ToVector() => [.. Enum.GetValues<Signal>().Select(signal => this[signal]), Bridge];

    internal float this[Signal signal] => signal switch
    {
        Signal.Record => Record,
        Signal.Share => Share,
        Signal.Session => Session,
        Signal.Window => Window,
        Signal.Before => Before,
        Signal.Asked => Asked,
        Signal.Phrase => Phrase,
        Signal.Soft => Soft,
        Signal.SoftAsked => SoftAsked,
        Signal.Topic => Topic,
        Signal.TopicWindow => TopicWindow,
        Signal.Dense => Dense,
        Signal.DenseWindow => DenseWindow,
        Signal.Speaker => Speaker,
        Signal.Date => Date,
        Signal.Time => Time,
        Signal.When => When,
        Signal.EndsInQuestion => EndsInQuestion,
        Signal.Answers => Answers,
        Signal.Alias => Alias,
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    };
}
