namespace UserSync.PowerShell.Completion;

/// <summary>Completes paths of fields of contacts, with their labels.</summary>
public sealed class ContactFieldCompleter : NameCompleter
{
    internal override IReadOnlyList<KnownName>? Of(KnownNames names) => names.ContactFields;
}
