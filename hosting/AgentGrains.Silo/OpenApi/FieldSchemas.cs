using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AgentGrains.Silo;

/// <summary>Describes the types that converters of our own write: kinds, ids and times are strings.</summary>
internal sealed class FieldSchemas : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(MemoryKind))
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. MemoryKindConverter.Names.Select(name => JsonValue.Create(name))];
        }
        else if (type == typeof(MemoryId))
        {
            schema.Type = JsonSchemaType.String;
            schema.Properties = null;
            schema.Description = "The id of a memory, as a receipt or a recall gives it.";
            schema.Pattern = "^[esp]-[0-7][0-9A-HJKMNP-TV-Z]{25}$";
        }
        else if (type == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = "date-time";
        }

        return Task.CompletedTask;
    }
}
