using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Planning;

namespace UserSync.Cli.Output;

/// <summary>A change in the words of the tables.</summary>
internal static class ChangeText
{
    /// <summary>What is done: "create contact", "link", …</summary>
    public static string Action(ChangeAction action, Side target) => Action((SyncAction)(int)action, Lower(action.ToString()), target);

    /// <summary>What was done, or was to be done: "created contact", "linked", …</summary>
    public static string Action(SyncAction action, Side target) => Action(action, Lower(action.ToString()), target);

    /// <summary>The person behind a user: id, and what people know them by.</summary>
    public static string User(string? id, string? email, string? name) => Person(id, email is { Length: > 0 } ? email : name);

    /// <summary>The contact of a planned change; with the person's address or name where no user stands for them.</summary>
    public static string Contact(PlannedChange change) => Contact(change.UserId, change.ContactId, change.Email ?? change.Name, change.Candidates);

    /// <summary>The contact of a result; with the person's address or name where no user stands for them.</summary>
    public static string Contact(SyncResult result) => Contact(result.UserId, result.ContactId, result.Email ?? result.Name, result.Candidates);

    /// <summary>The written fields: "email: old → new".</summary>
    public static string Fields(IReadOnlyList<FieldWrite> fields) => string.Join("; ", fields.Select(f => f.Before.HasValue
        ? $"{f.Path}: {f.Before} → {Value(f.Value)}"
        : $"{f.Path}: {Value(f.Value)}"));

    /// <summary>A name of the code as words of a table.</summary>
    public static string Lower(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : char.ToLowerInvariant(c).ToString()));

    private static string Action(SyncAction action, string word, Side target) => action switch
    {
        SyncAction.OutOfScope => "out of scope",
        SyncAction.Created or SyncAction.Updated or SyncAction.Noted or SyncAction.Blocked or SyncAction.Deleted => $"{word} {(target == Side.Cms ? "user" : "contact")}",
        _ => word,
    };

    private static string Contact(string? user, string? contact, string? known, IReadOnlyList<string> candidates)
        => contact is null ? string.Join(" or ", candidates) : user is null ? Person(contact, known) : contact;

    private static string Person(string? id, string? known) => id is null ? "" : known is { Length: > 0 } ? $"{id} ({known})" : id;

    private static string Value(FieldValue value) => value.HasValue ? value.ToString() : value.IsNotRead ? "(known when the user is made)" : "(cleared)";
}
