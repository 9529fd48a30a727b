using AgentGrains.Engine.Analysis;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.Snowball;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Analysis.Util;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace AgentGrains.Benchmarks.Search;

/// <summary>The same texts in Lucene.NET: BM25, the same stop list, Snowball English, one merged segment in RAM.</summary>
internal sealed class LuceneIndex : IDisposable
{
    private const LuceneVersion Version = LuceneVersion.LUCENE_48;
    private const string Field = "text";

    private readonly RAMDirectory _directory = new();
    private readonly StemmingAnalyzer _analyzer = new();
    private readonly DirectoryReader _reader;
    private readonly IndexSearcher _searcher;

    public LuceneIndex(IEnumerable<string> texts)
    {
        using (var writer = new IndexWriter(_directory, new IndexWriterConfig(Version, _analyzer) { Similarity = new BM25Similarity() }))
        {
            foreach (var text in texts)
                writer.AddDocument([new TextField(Field, text, Lucene.Net.Documents.Field.Store.NO)]);
            writer.ForceMerge(1);
        }

        _reader = DirectoryReader.Open(_directory);
        _searcher = new IndexSearcher(_reader) { Similarity = new BM25Similarity() };
    }

    public int Search(string query, int limit) => _searcher.Search(Parse(query), limit).ScoreDocs.Length;

    public void Dispose()
    {
        _reader.Dispose();
        _analyzer.Dispose();
        _directory.Dispose();
    }

    private BooleanQuery Parse(string query)
    {
        var parsed = new BooleanQuery();
        var seen = new HashSet<string>();
        using var tokens = _analyzer.GetTokenStream(Field, query);
        var term = tokens.AddAttribute<ICharTermAttribute>();
        tokens.Reset();
        while (tokens.IncrementToken())
        {
            if (seen.Add(term.ToString()!))
                parsed.Add(new TermQuery(new Term(Field, term.ToString())), Occur.SHOULD);
        }

        tokens.End();
        return parsed;
    }

    private sealed class StemmingAnalyzer : Analyzer
    {
        private static readonly CharArraySet Stop = new(Version, StopWords.All, ignoreCase: true);

        protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader)
        {
            var tokenizer = new StandardTokenizer(Version, reader);
            TokenStream stream = new EnglishPossessiveFilter(Version, new LowerCaseFilter(Version, tokenizer));
            return new TokenStreamComponents(tokenizer, new SnowballFilter(new StopFilter(Version, stream, Stop), new Lucene.Net.Tartarus.Snowball.Ext.EnglishStemmer()));
        }
    }
}
