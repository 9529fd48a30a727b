using AgentGrains.Engine.Records;

namespace AgentGrains.Runtime.Recall;

/// <summary>What a request to fill a form must keep.</summary>
internal static class ResolveRules
{
    private const int MaxFields = 100;
    private const int MaxBytes = 2_048;

    public static void Check(ResolveRequest request, string tenant, RecallOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        RecallRules.CheckScopes(request.Scopes, tenant, options);
        if (request.Fields.IsDefaultOrEmpty || request.Fields.Length > MaxFields)
            throw new InvalidMemoryException("fields", $"A form has from 1 to {MaxFields} fields.");
        if (request.MinConfidence is not (>= 0 and <= 1))
            throw new InvalidMemoryException("minConfidence", "minConfidence must be from 0 to 1.");
        CheckText("subject", request.Subject);
        foreach (var (number, field) in request.Fields.Index())
        {
            var at = $"fields[{number}]";
            if (string.IsNullOrWhiteSpace(field?.Name))
                throw new InvalidMemoryException($"{at}.name", "The field has no name.");
            CheckText($"{at}.name", field.Name);
            CheckText($"{at}.description", field.Description);
            CheckText($"{at}.predicate", field.Predicate);
            foreach (var option in field.Options.IsDefault ? [] : field.Options)
                CheckText($"{at}.options", option ?? throw new InvalidMemoryException($"{at}.options", "An option is null; leave it out."));
        }

        if (request.Fields.Select(field => field.Name).Distinct(StringComparer.Ordinal).Count() != request.Fields.Length)
            throw new InvalidMemoryException("fields", "Two fields have the same name.");
    }

    private static void CheckText(string field, string? text)
    {
        if (text is not null)
            DraftRules.CheckText(field, text, MaxBytes, "every form");
    }
}
