namespace UserSync.PowerShell.Completion;

/// <summary>Completes names of the CRM's tags, with their ids.</summary>
public sealed class TagCompleter : NameCompleter
{
    internal override IReadOnlyList<KnownName>? Of(KnownNames names) => names.Tags;
}
