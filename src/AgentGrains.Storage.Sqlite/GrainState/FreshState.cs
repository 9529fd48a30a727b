namespace AgentGrains.Storage.Sqlite;

/// <summary>
/// The state of a record that is not there: a new instance, or null for a type such as string or an array that cannot be
/// made from nothing. Such a type must not turn a finished clear into an error.
/// </summary>
internal static class FreshState<T>
{
    private static readonly bool CanCreate = typeof(T).IsValueType || typeof(T).GetConstructor(Type.EmptyTypes) is not null;

    public static T Create() => CanCreate ? Activator.CreateInstance<T>() : default!;
}
