using System.CommandLine;
using UserSync.Cli.Runs;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync sync</c>: the unattended job. Without users it takes all that the profile lets through.</summary>
internal static class SyncCommand
{
    private const string LastRun = "last";
    private const int RunsToLookAt = 100;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var users = new RunOptions();
        var whatIf = new Option<bool>("--what-if") { Description = "Shows what would be done and writes nothing anywhere." };
        var acceptIdentity = new Option<bool>("--accept-identity") { Description = "Accepts that the site or the account is another one than before." };
        var throttle = new Option<int?>("--throttle") { Description = "Most writes under way at once.", HelpName = "n" };
        var details = new Option<bool>("--details") { Description = "Shows every result, not only what needs attention." };
        throttle.Validators.Add(Parsing.Between(1, 64));
        var command = new Command("sync", "Synchronises the users of the site into the contacts of the CRM; all users unless some are named.") { whatIf, acceptIdentity, throttle, details };
        users.AddTo(command);
        frame.Act(command, async session =>
        {
            SyncRequest request = users.Request(session) with
            {
                WhatIf = session.Value(whatIf),
                AcceptIdentity = session.Value(acceptIdentity),
                ThrottleLimit = session.Value(throttle),
            };
            if (request.Failed == LastRun)
                request = request with { Failed = await LastRunAsync(session) };
            return await RunView.RunAsync(session, request, new RunChoices(session.Value(details), session.Value(users.FailOnConflict)));
        });
        return command;
    }

    private static async Task<string> LastRunAsync(Session session)
    {
        SyncProfile profile = session.LoadProfile();
        await using LinkStore store = await session.OpenStoreAsync(profile);

        // A run that was refused or could not begin tried nobody.
        SyncRun? last = (await store.Runs.ReadAsync(profile.Cms.Key, profile.Crm.Key, RunsToLookAt, session.Stop)).Find(r => r.State is "done" or "partly" or "stopped");
        return last?.Run ?? throw new UserSyncException(new SyncError(ErrorIds.NothingGiven, $"The profile {profile.Name} has no run yet.") { Remedy = "Leave --failed out." });
    }
}
