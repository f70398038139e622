using System.Management.Automation;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Reads contacts of the CRM: those that the profile's filter lets through, or those with the given ids.</summary>
[Cmdlet(VerbsCommon.Get, "CrmContact")]
[OutputType(typeof(CrmContact))]
public sealed class GetCrmContactCommand : RecordCommand
{
    /// <summary>Contacts that are to be read again.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "Contacts that are to be read again.")]
    [OursOnly(typeof(CrmContact))]
    [AllowNull]
    public CrmContact? InputObject { get; set; }

    /// <summary>Ids of contacts.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Ids of contacts; also taken from the property ContactId of piped objects.")]
    [ArgumentCompleter(typeof(ContactIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? ContactId { get; set; }

    /// <summary>Only contacts with these tags.</summary>
    [Parameter(HelpMessage = "Only contacts with any of these tags, by id or name; instead of the profile's filter.")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Tag { get; set; }

    internal override string[]? IdList => InputObject is { } contact ? [contact.ContactId] : ContactId;

    internal override ProfileSession? AdmitIds(string[] ids) => Admit(ids, InputObject?.Profile, account: InputObject?.Account);

    internal override string IdName => nameof(ContactId);

    internal override string ItemName => "contact";

    internal override void ReadIds(ProfileSession session, string[] ids)
    {
        var missing = new HashSet<string>(ids, StringComparer.Ordinal);
        foreach (CrmContact contact in session.All(session.Crm().GetAsync(ids, RecordQuery.All, StopToken)))
        {
            if (contact.State == ContactState.Gone)
                continue;
            missing.Remove(contact.ContactId);
            if (Fits(contact))
                Tell(session, contact);
        }

        foreach (string id in missing)
            Refuse(id, ErrorIds.ContactNotFound, $"Account {session.Account} has no contact {id}.", "Check the id.");
    }

    internal override void ReadAll(ProfileSession session)
    {
        ICrmConnector crm = session.Crm();
        string[] tags = Tag ?? [.. session.Profile.Crm.Filter.Tags];
        string[] notTags = Tag is null ? [.. session.Profile.Crm.Filter.NotTags] : [];
        var query = new RecordQuery { Tags = tags, NotTags = notTags, Search = Search, ChangedSince = Time(crm.Capabilities) };
        string[] emails = EmailKeys;
        IAsyncEnumerable<CrmContact> contacts = emails.Length > 0 && crm.Capabilities.FindByEmail
            ? crm.FindAsync(new LookupKey(KeyKind.Email, MultiPath.Email), emails, query, StopToken)
            : crm.ReadAsync(query, StopToken);
        foreach (CrmContact contact in session.All(contacts))
        {
            if (Fits(contact) && (tags.Length == 0 || Has(contact, tags)) && !Has(contact, notTags))
                Tell(session, contact);
        }
    }

    private static bool Has(CrmContact contact, string[] tags) => tags.Length > 0 && (contact.Tags ?? []).Any(t => Names(tags, t.Id, t.Name));

    private bool Fits(CrmContact contact) => HasEmail((contact.Emails ?? []).Select(e => e.Address)) && IsRecent(contact.ModifiedAt);

    private void Tell(ProfileSession session, CrmContact contact) => Shell.Output(contact with { Profile = session.Reference });
}
