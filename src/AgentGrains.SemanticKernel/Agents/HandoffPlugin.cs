using System.Collections.Immutable;
using Microsoft.SemanticKernel;

namespace AgentGrains.SemanticKernel.Agents;

/// <summary>Lets a model hand its conversation to another agent. One instance per turn.</summary>
internal sealed class HandoffPlugin(ImmutableArray<Handoff> targets)
{
    public const string Name = "team";
    public const string Function = "handoff";

    public string? HandTo { get; private set; }

    public string? Note { get; private set; }

    public KernelPlugin ToPlugin()
    {
        var who = string.Join(" ", targets.Select(target => $"{target.Agent}: {target.When.TrimEnd('.')}."));
        return KernelPluginFactory.CreateFromFunctions(Name, [KernelFunctionFactory.CreateFromMethod(
            Hand, Function, $"Hand this conversation to the agent whose matter it is, and say nothing more yourself. {who}",
            [
                new KernelParameterMetadata("agent") { Description = "The agent's name", ParameterType = typeof(string), IsRequired = true },
                new KernelParameterMetadata("note") { Description = "What it should know, in one sentence", ParameterType = typeof(string), DefaultValue = "" },
            ])]);
    }

    private string Hand(string agent, string note = "")
    {
        var target = targets.FirstOrDefault(target => target.Agent.Equals(agent?.Trim(), StringComparison.OrdinalIgnoreCase));
        if (target is null)
            return $"Not handed over: there is no agent '{agent}' to hand to. It is one of {string.Join(", ", targets.Select(known => known.Agent))}.";
        (HandTo, Note) = (target.Agent, string.IsNullOrWhiteSpace(note) ? null : note.Trim());
        return $"Handed to {target.Agent}.";
    }
}
