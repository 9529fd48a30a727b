using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.SemanticKernel;

namespace AgentGrains.Samples.SupportDesk;

/// <summary>The shop's orders, as tools for models. One instance serves all agents.</summary>
[SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "Kernel functions of an object.")]
internal sealed class OrderPlugin
{
    /// <summary>Where an order is.</summary>
    [KernelFunction("status"), Description("Where an order is.")]
    public string Status([Description("The order's number")] int order) => $"order {order} left the warehouse on 3 May and is at sea";

    /// <summary>Pays an order back.</summary>
    [KernelFunction("refund"), Description("Pays an order back. Look its status up first.")]
    public string Refund([Description("The order's number")] int order) => $"order {order} is refunded, 42 euros";
}
