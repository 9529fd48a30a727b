using AgentGrains.Inference.Debate;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace AgentGrains.Silo.Tests;

/// <summary>A team of debates on the chat client of a Semantic Kernel.</summary>
public sealed class KernelDebateTeamTests
{
    [Fact]
    public async Task A_kernels_chat_client_is_a_team()
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<IChatClient>(new ScriptedChatClient(_ => new Microsoft.Extensions.AI.TextContent("""{"critique":["red: it adds kg and g"]}""")));
        var team = new ChatDebateTeam("kernel", builder.Build().GetRequiredService<IChatClient>());
        var view = new DebateView { Task = new DebateTask("t", "optimization", "Bake."), StepId = "critique/1/kernel" };
        var answer = await team.CritiqueAsync(view, TestContext.Current.CancellationToken);
        Assert.Equal("red: it adds kg and g", answer.Text);
        Assert.True(answer.Tokens > 100);   // none are reported: a quarter of the characters
    }
}
