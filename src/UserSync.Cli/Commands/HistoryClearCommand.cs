using System.CommandLine;
using System.Globalization;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync history clear</c>: removes a person, or what is old, from the journal.</summary>
internal static class HistoryClearCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var user = new Option<string?>("--user") { Description = "Everything that is remembered of this user.", HelpName = "id" };
        var contact = new Option<string?>("--contact") { Description = "Everything that is remembered of this contact.", HelpName = "id" };
        var before = new Option<DateTimeOffset?>("--before") { Description = "What is older than this time.", HelpName = "time", CustomParser = Parsing.Time };
        var command = new Command("clear", "Removes a person, or what is older than a time, from the journal; links stay.") { user, contact, before };
        command.Validators.Add(result =>
        {
            if (result.GetResult(before) is not null == (result.GetResult(user) ?? result.GetResult(contact)) is not null)
                result.AddError("Give --user or --contact (or both), or --before.");
        });
        frame.Act(command, async session =>
        {
            SyncProfile profile = session.LoadProfile();
            await using LinkStore store = await session.Opener.OpenStoreAsync(profile, preview: false, session.Stop);
            int removed = session.Value(before) is { } time
                ? await store.Changes.RemoveBeforeAsync(profile.Cms.Key, profile.Crm.Key, time, session.Stop)
                : await store.Changes.PurgeAsync(profile.Cms.Key, profile.Crm.Key, session.Value(user), session.Value(contact), session.Stop);
            if (session.IsJson)
                session.Json.Property("removed", removed);
            else
                session.Tell(string.Create(CultureInfo.InvariantCulture, $"{removed} lines were removed."));
            return RunEnd.Done;
        });
        return command;
    }
}
