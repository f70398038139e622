using UserSync.Core.Matching;

namespace UserSync.Core.Profiles.Loading;

/// <summary>Looks for settings that are right by themselves and wrong together.</summary>
internal sealed class ProfileChecks(SyncProfile profile, ProfileNode root, ProblemList problems)
{
    public void Run()
    {
        new FieldChecks(profile, root, problems).Run();
        CheckFiles();
        CheckColumns();
        CheckUsers();
        CheckGone();
        CheckMarker();
        CheckCrm();
    }

    private void CheckFiles()
    {
        if (profile.Cms.File is { Path.Length: > 0 } users && profile.Crm.File is { } contacts && string.Equals(users.Path, contacts.Path, StringComparison.Ordinal))
            problems.Add(root.At("crm", "path"), "users and contacts are the same file", "give each side a file of its own");
        foreach ((string name, EndSettings end) in new[] { ("cms", profile.Cms), ("crm", profile.Crm) })
        {
            if (end.File is { Path.Length: > 0 } file && string.Equals(file.Path, profile.Links.Path, StringComparison.Ordinal))
                problems.Add(root.At("links", "path"), $"the link store is the same file as {name}", "choose another path");
        }
    }

    private void CheckColumns()
    {
        bool usersGrouped = profile.Cms.File is not { GroupsColumn: null };
        bool contactsTagged = profile.Crm.File is not { TagsColumn: null };
        if (!usersGrouped)
        {
            Report(profile.Cms.Filter.Groups.Count > 0, ["cms", "filter", "groups"], "the file of users has no groups", "add \"groupsColumn\" to \"cms\"");
            Report(profile.Groups.Count > 0, ["groups"], "the file of users has no groups", "add \"groupsColumn\" to \"cms\"");
            Report(profile.Users.Groups.Count > 0, ["users", "groups"], "the file of users has no groups", "add \"groupsColumn\" to \"cms\"");
        }

        if (!contactsTagged)
        {
            Report(profile.Crm.Filter is { Tags.Count: > 0 } or { NotTags.Count: > 0 }, ["crm", "filter"], "the file of contacts has no tags", "add \"tagsColumn\" to \"crm\"");
            Report(profile.Groups.Any(g => g.Tag is not null), ["groups"], "the file of contacts has no tags", "add \"tagsColumn\" to \"crm\"");
            Report(profile.Contacts.Tags.Count > 0, ["contacts", "tags"], "the file of contacts has no tags", "add \"tagsColumn\" to \"crm\"");
        }
    }

    private void CheckUsers()
    {
        UserPolicy users = profile.Users;
        Report(users.Temporary is { Allow: true, Domain: null }, ["users", "temporary"], "temporary users need a domain for their placeholder addresses", "add \"domain\" with a domain of your own that receives no mail");
        Report(
            users.Temporary.Domain is { } domain && EmailNormaliser.Normalise("a@" + domain) is null,
            ["users", "temporary", "domain"],
            "this is no domain",
            "write it like placeholder.example.org");

        bool confirmed = profile.Cms.Options.ContainsKey("mailOff");
        bool mails = users.Notify == Connectors.NotifyChoice.Always;
        Report(confirmed && mails, ["cms", "mailOff"], "the site is said to send no mail, and new users are to be notified", "remove one of \"mailOff\" and \"notify\": \"always\"");
        Report(
            KindFacts.MailsPasswords(profile.Cms.Kind) && users.Create && profile.Direction != SyncDirection.ToCrm && !confirmed && !mails,
            ["users", "notify"],
            $"{profile.Cms.Kind} mails every new user its password in clear text",
            "write \"notify\": \"always\" to accept that, \"mailOff\": \"confirmed\" in \"cms\" once mail is switched off there, or \"create\": false");
    }

    private void CheckGone()
    {
        Report(
            profile.Users is { OnContactDeleted: GonePolicy.Delete, ReassignTo: null } && KindFacts.NeedsReassign(profile.Cms.Kind),
            ["users", "onContactDeleted"],
            $"{profile.Cms.Kind} must be told who gets the content of a deleted user",
            "add \"reassignTo\" with a user id, or write unlink or block");
        Report(
            profile.Users.OnContactDeleted == GonePolicy.Block && profile.Cms.File is { EnabledColumn: null },
            ["users", "onContactDeleted"],
            "the file of users has no column for blocked accounts",
            "add \"enabledColumn\" to \"cms\", or write report, unlink or delete");
        Report(
            profile.Contacts.OnUserDeleted == GonePolicy.Delete && KindFacts.KeepsContacts(profile.Crm.Kind),
            ["contacts", "onUserDeleted"],
            $"contacts of {profile.Crm.Kind} are never deleted by UserSync",
            "write report, unlink or note");
    }

    private void CheckMarker()
    {
        ContactPolicy contacts = profile.Contacts;
        bool needed = KindFacts.NeedsMarkerField(profile.Crm.Kind);
        Report(
            needed && contacts is { Create: true, Marker: null, ProfileLinkField: null } && profile.Direction != SyncDirection.ToCms,
            ["contacts"],
            $"{profile.Crm.Kind} needs a field by which a created contact is recognised after a lost answer",
            "add \"marker\" or \"profileLinkField\" with the number of a text field, such as \"#654322\", or \"create\": false");
        Report(!needed && contacts.Marker is not null, ["contacts", "marker"], $"{profile.Crm.Kind} has a marker of its own", "remove it");
        foreach ((string name, string? path) in new[] { ("marker", contacts.Marker), ("profileLinkField", contacts.ProfileLinkField) })
        {
            Report(
                KindFacts.NumbersFields(profile.Crm.Kind) && path is not null && (path.Length < 2 || path[0] != '#' || !path.Skip(1).All(char.IsAsciiDigit)),
                ["contacts", name],
                $"'{path}' is no custom field of {profile.Crm.Kind}",
                "write # and its number; Get-CrmField lists them");
        }
    }

    private void CheckCrm()
    {
        Report(profile.Groups.Any(g => g.ContactGroup is not null) && profile.Crm.Kind != EndKinds.CiviCrm, ["groups"], $"{profile.Crm.Kind} has no groups of contacts", "use tag instead of contactGroup");
        Report(profile.Links.Mirror is not null && profile.Crm.Kind != EndKinds.CiviCrm, ["links", "mirror"], "UFMatch is a table of CiviCRM", "remove it");
        Report(profile.Links.Mirror is not null && EndKinds.IsFile(profile.Cms.Kind), ["links", "mirror"], "UFMatch holds users of a website, not of a file", "remove it");
        Report(
            profile.Contacts.EmailKind is { } kind && profile.Crm.Options.TryGetValue("locationType", out string? location) && !string.Equals(kind, location, StringComparison.Ordinal),
            ["contacts", "emailKind"],
            "it contradicts \"locationType\" of \"crm\"",
            "keep one of the two");
        Report(
            profile.Crm.Credential is not null && profile.Crm.Options.ContainsKey("oauth.clientId"),
            ["crm", "oauth"],
            "there are two ways to log in",
            "keep \"credential\" for a long-lived token, or \"oauth\" for an integration");
        Report(
            KindFacts.HighestRate(profile.Crm.Kind) is { } rate && profile.Crm.Http.RequestsPerSecond > rate,
            ["crm", "http", "requestsPerSecond"],
            $"{profile.Crm.Kind} blocks accounts that send more than {KindFacts.HighestRate(profile.Crm.Kind)} requests a second",
            "write a smaller number, or leave it out");
    }

    private void Report(bool wrong, string[] way, string what, string remedy)
    {
        if (wrong)
            problems.Add(root.At([.. way]), what, remedy);
    }
}
