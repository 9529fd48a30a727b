using System.Collections.Immutable;
using AgentGrains.Engine.Records;

namespace AgentGrains.Runtime.Recall;

/// <summary>What a recall request must keep.</summary>
internal static class RecallRules
{
    public static void Check(RecallRequest request, string tenant, RecallOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        DraftRules.CheckText("query", request.Query, options.MaxQueryBytes, "RecallOptions.MaxQueryBytes");
        if (!Enum.IsDefined(request.Profile))
            throw new InvalidMemoryException("profile", $"{(int)request.Profile} is not a recall profile.");
        if (string.IsNullOrWhiteSpace(request.Query) && request.Profile != RecallProfile.Precise)
            throw new InvalidMemoryException("query", "The query is empty; ask something.");
        CheckScopes(request.Scopes, tenant, options);
        RequireRange("limit", request.Limit, options.MaxLimit, "RecallOptions.MaxLimit");
        RequireRange("tokenBudget", request.TokenBudget, options.MaxTokenBudget, "RecallOptions.MaxTokenBudget");
        foreach (var kind in request.Kinds.IsDefault ? [] : request.Kinds)
        {
            if (!Enum.IsDefined(kind))
                throw new InvalidMemoryException("kinds", $"{(int)kind} is not a memory kind.");
        }

        if (request.Filter is { From: { } from, To: { } to } && to <= from)
            throw new InvalidMemoryException("filter.to", "filter.to must be later than filter.from.");
    }

    public static void CheckScopes(ImmutableArray<Scope> scopes, string tenant, RecallOptions options)
    {
        if (scopes.IsDefaultOrEmpty)
            throw new InvalidMemoryException("scopes", "No scope is named; give at least one, such as user:ann.");
        if (scopes.Length > options.MaxScopes)
            throw new InvalidMemoryException("scopes", $"{scopes.Length} scopes at once, the limit set by RecallOptions.MaxScopes is {options.MaxScopes}.");
        if (scopes.Contains(null!))
            throw new InvalidMemoryException("scopes", "A scope is missing; give each as a kind and an id, such as user:ann.");
        if (scopes.Distinct().Count() != scopes.Length)
            throw new InvalidMemoryException("scopes", "A scope is named twice.");
        foreach (var scope in scopes)
        {
            if (scope.Tenant != tenant)
                throw new TenantMismatchException("A scope belongs to another tenant.");
        }
    }

    private static void RequireRange(string field, int value, int max, string option)
    {
        if (value < 1 || value > max)
            throw new InvalidMemoryException(field, $"{field} is {value}; it must be from 1 to {max:N0} ({option}).");
    }
}
