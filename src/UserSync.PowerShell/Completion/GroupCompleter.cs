namespace UserSync.PowerShell.Completion;

/// <summary>Completes names of the website's groups, with their ids.</summary>
public sealed class GroupCompleter : NameCompleter
{
    internal override IReadOnlyList<KnownName>? Of(KnownNames names) => names.Groups;
}
