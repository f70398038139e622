using System.CommandLine;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary>The options that runs and their preview share: whom they are about, and what they may do.</summary>
internal sealed class RunOptions
{
    private const string LastRun = "last";
    private const int RunsToLookAt = 100;
    private readonly bool _users;
    private readonly bool _contacts;
    private readonly Option<string[]> _user = new("--user") { Description = "Only the users with these ids.", HelpName = "id...", AllowMultipleArgumentsPerToken = true };
    private readonly Option<SyncDirection?> _direction = new("--direction") { Description = "Which way values travel: toCrm, toCms or both; the profile's direction by default.", HelpName = "direction" };
    private readonly Option<string[]> _contact = new("--contact") { Description = "Only the contacts with these ids.", HelpName = "id...", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _tag = new("--tag") { Description = "Only contacts with any of these tags.", HelpName = "tag...", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _excludeTag = new("--exclude-tag") { Description = "Only contacts without any of these tags.", HelpName = "tag...", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> _incremental = new("--incremental") { Description = "Only what changed since the last run, where the system can tell." };
    private readonly Option<DateTimeOffset?> _since = new("--since") { Description = "Only what changed at or after this time (UTC unless it has an offset).", HelpName = "time", CustomParser = Parsing.Time };
    private readonly Option<string?> _failed = new("--failed") { Description = "Only those that failed in this run; 'last' for the last one.", HelpName = "run" };
    private readonly Option<bool> _rebase = new("--rebase") { Description = "Keeps all links, takes equal values as known, removes nothing." };
    private readonly Option<int?> _maxDeletePercent = new("--max-delete-percent") { Description = "Lets a run remove more (or less) than the profile's brake allows.", HelpName = "0-100" };

    /// <summary>Makes the options.</summary>
    /// <param name="users">True for a command that may be about users.</param>
    /// <param name="contacts">True for a command that may be about contacts.</param>
    public RunOptions(bool users, bool contacts)
    {
        _users = users;
        _contacts = contacts;
        _maxDeletePercent.Validators.Add(Parsing.Between(0, 100));
    }

    /// <summary>Judges open conflicts.</summary>
    public Option<bool> FailOnConflict { get; } = new("--fail-on-conflict") { Description = "Ends with exit code 1 when conflicts wait for a decision." };

    private Option[] OfUsers => _users ? [_user, _direction] : [];

    private Option[] OfContacts => _contacts ? [_contact, _tag, _excludeTag] : [];

    /// <summary>Puts them on a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[.. OfUsers, .. OfContacts, _incremental, _since, _failed, _rebase, _maxDeletePercent, FailOnConflict])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            bool Given(Option option) => command.Options.Contains(option) && result.GetResult(option) is { Implicit: false };
            Option[] ways = [.. new Option[] { _user, _contact, _incremental, _since, _failed }.Where(command.Options.Contains)];
            if (ways.Count(Given) > 1)
                result.AddError($"Give one of {string.Join(", ", ways[..^1].Select(w => w.Name))} and {ways[^1].Name}.");
            if ((Given(_tag) || Given(_excludeTag)) && (Given(_user) || Given(_contact) || Given(_failed)))
                result.AddError("Tags choose among all contacts or among those that changed; they do not go with ids or with --failed.");
        });
    }

    /// <summary>What was asked for.</summary>
    public async Task<SyncRequest> RequestAsync(Session session)
    {
        string[] users = Ids(session, _users, _user);
        string[] contacts = Ids(session, _contacts, _contact);
        string[] tags = Ids(session, _contacts, _tag);
        string[] notTags = Ids(session, _contacts, _excludeTag);
        string? failed = session.Value(_failed);
        bool incremental = session.Value(_incremental);
        DateTimeOffset? since = session.Value(_since);
        SyncDirection? direction = _users ? session.Value(_direction) : SyncDirection.ToCms;
        return new SyncRequest
        {
            All = users.Length + contacts.Length == 0 && failed is null && !incremental && since is null,
            UserIds = users,
            ContactIds = contacts,
            Tags = tags,
            NotTags = notTags,
            Direction = contacts.Length + tags.Length + notTags.Length > 0 ? direction ?? SyncDirection.ToCms : direction,
            Incremental = incremental,
            Since = since,
            Failed = failed == LastRun ? await LastRunAsync(session) : failed,
            Rebase = session.Value(_rebase),
            MaxDeletePercent = session.Value(_maxDeletePercent),
        };
    }

    private static string[] Ids(Session session, bool has, Option<string[]> option) => has ? session.Value(option) ?? [] : [];

    private static async Task<string> LastRunAsync(Session session)
    {
        SyncProfile profile = session.LoadProfile();
        await using LinkStore store = await session.OpenStoreAsync(profile);

        // A run that was refused or could not begin tried nobody.
        SyncRun? last = (await store.Runs.ReadAsync(profile.Cms.Key, profile.Crm.Key, RunsToLookAt, session.Stop)).Find(r => r.State is "done" or "partly" or "stopped");
        return last?.Run ?? throw new UserSyncException(new SyncError(ErrorIds.NothingGiven, $"The profile {profile.Name} has no run yet.") { Remedy = "Leave --failed out." });
    }
}
