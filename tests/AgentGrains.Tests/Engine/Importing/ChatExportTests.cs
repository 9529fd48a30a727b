using AgentGrains.Engine.Importing;
using Xunit;

namespace AgentGrains.Tests.Engine.Importing;

public sealed class ChatExportTests
{
    private const string ChatGpt = """
        [{"title":"Allotment","current_node":"c","mapping":{
          "root":{"id":"root","message":null,"parent":null,"children":["a"]},
          "a":{"message":{"author":{"role":"user"},"create_time":1778500000.5,"content":{"content_type":"text","parts":["Which bed is for the beans?"]}},"parent":"root","children":["b","c"]},
          "b":{"message":{"author":{"role":"assistant"},"content":{"parts":["The west bed."]}},"parent":"a","children":[]},
          "sys":{"message":{"author":{"role":"system"},"content":{"parts":["hidden"]}},"parent":"a","children":[]},
          "c":{"message":{"author":{"role":"assistant"},"create_time":1778500009,"content":{"parts":["The south bed, as you said in March.",{"asset":"x"}]}},"parent":"a","children":[]}}}]
        """;

    private const string Claude = """
        [{"uuid":"1","name":"Train","chat_messages":[
          {"sender":"human","created_at":"2026-05-11T10:00:00Z","text":"Is there a train at 9:40?"},
          {"sender":"assistant","created_at":"2026-05-11T10:00:05Z","content":[{"type":"text","text":"Yes, from platform 2."}]},{"sender":"assistant","text":""}]}]
        """;

    [Fact]
    public void Of_a_ChatGPT_tree_the_branch_that_was_last_seen_is_read_in_order()
    {
        var drafts = ChatExport.Read(ChatGpt, "Mia");
        Assert.Equal([("Mia", "Which bed is for the beans?"), ("assistant", "The south bed, as you said in March.")], drafts.Select(draft => (draft.Actor, draft.Text)));
        Assert.All(drafts, draft => Assert.Equal(("Allotment", "import:chatgpt", MemoryKind.Turn), (draft.Session, draft.Source, draft.Kind)));
        Assert.Equal(1778500009, drafts[1].OccurredAt!.Value.ToUnixTimeSeconds());
    }

    [Fact]
    public void Conversations_of_Claude_are_read() => Assert.Equal(
        [("Mia", "Is there a train at 9:40?", "Train"), ("assistant", "Yes, from platform 2.", "Train")],
        ChatExport.Read(Claude, "Mia").Select(draft => (draft.Actor, draft.Text, draft.Session)));

    [Theory]
    [InlineData("""{"results":[{"id":"1","memory":"Mia likes plums.","user_id":"mia","created_at":"2026-01-02T03:04:05Z"}]}""", "Mia likes plums.", "import:mem0", MemoryKind.Belief)]
    [InlineData("""[{"memory":"Mia likes plums."}]""", "Mia likes plums.", "import:mem0", MemoryKind.Belief)]
    [InlineData("""{"messages":[{"message_type":"user_message","content":"I like plums.","date":"2026-01-02T03:04:05Z"}]}""", "I like plums.", "import:letta", MemoryKind.Turn)]
    [InlineData("""{"passages":[{"text":"Mia likes plums.","embedding":[0.1],"created_at":"2026-01-02"}]}""", "Mia likes plums.", "import:letta", MemoryKind.Belief)]
    [InlineData("{\"role\":\"user\",\"content\":\"I like plums.\"}\n{\"role\":\"assistant\",\"content\":\"Noted.\"}\n", "I like plums.", "import:jsonl", MemoryKind.Turn)]
    [InlineData("# Lunch 2026-01-02\n\n**Mia:** I like plums.\nAnd pears.\n\n- Mia is allergic to walnuts.\n", "I like plums.\nAnd pears.", "import:markdown", MemoryKind.Turn)]
    public void Other_forms_are_told_by_what_they_hold(string content, string text, string source, MemoryKind kind)
    {
        var first = ChatExport.Read(content)[0];
        Assert.Equal((text, source, kind), (first.Text, first.Source, first.Kind));
    }

    [Theory, InlineData(ChatGpt), InlineData(Claude), InlineData("Mia: yes\nMia: yes\n- yes\n- yes")]
    public void The_same_file_gives_the_same_keys_and_no_key_twice(string content)
    {
        var keys = ChatExport.Read(content).Select(draft => draft.Key).ToList();
        Assert.Equal(keys, ChatExport.Read(content).Select(draft => draft.Key));
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    [Theory]
    [InlineData("[{\"title\":\"cut", "line 1")]
    [InlineData("{\"role\":\"user\",\"content\":\"a\"}\n{\"role\":", "Line 2")]
    [InlineData("{\"role\":\"user\",\"content\":\"a\"}\n{\"nothing\":1}", "Line 2 has neither")]
    [InlineData("{\"nothing\":1}", "no export that is known")]
    [InlineData("[1,2,3]", "no export that is known")]
    public void What_cannot_be_read_is_told_and_where(string content, string told) =>
        Assert.Contains(told, Assert.Throws<FormatException>(() => ChatExport.Read(content)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_tree_that_bites_its_tail_ends() => Assert.Single(ChatExport.Read(
        """[{"title":"t","current_node":"a","mapping":{"a":{"parent":"b","message":{"author":{"role":"user"},"content":{"parts":["once"]}}},"b":{"parent":"a","message":null}}}]"""));

    [Fact]
    public void Nothing_gives_nothing() => Assert.Empty(ChatExport.Read(" \n"));
}
