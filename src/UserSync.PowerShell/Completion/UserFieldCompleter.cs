namespace UserSync.PowerShell.Completion;

/// <summary>Completes paths of fields of users, with their labels.</summary>
public sealed class UserFieldCompleter : NameCompleter
{
    internal override IReadOnlyList<KnownName>? Of(KnownNames names) => names.UserFields;
}
