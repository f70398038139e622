using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Planning;

namespace UserSync.Cli.Output;

/// <summary>A change in the words of the tables.</summary>
internal static class ChangeText
{
    /// <summary>What is done: "create", "created", …</summary>
    public static string Action(ChangeAction action) => action == ChangeAction.OutOfScope ? "out of scope" : Lower(action.ToString());

    /// <summary>What was done, or was to be done.</summary>
    public static string Action(SyncAction action) => action == SyncAction.OutOfScope ? "out of scope" : Lower(action.ToString());

    /// <summary>The person behind a user: id, and what people know them by.</summary>
    public static string User(string? id, string? email, string? name) => Person(id, email is { Length: > 0 } ? email : name);

    /// <summary>The written fields: "email: old → new".</summary>
    public static string Fields(IReadOnlyList<FieldWrite> fields) => string.Join("; ", fields.Select(f => f.Before.HasValue
        ? $"{f.Path}: {f.Before} → {Value(f.Value)}"
        : $"{f.Path}: {Value(f.Value)}"));

    /// <summary>A name of the code as words of a table.</summary>
    public static string Lower(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : char.ToLowerInvariant(c).ToString()));

    private static string Person(string? id, string? known) => id is null ? "" : known is { Length: > 0 } ? $"{id} ({known})" : id;

    private static string Value(FieldValue value) => value.HasValue ? value.ToString() : "(cleared)";
}
