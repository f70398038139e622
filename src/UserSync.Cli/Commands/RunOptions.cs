using System.CommandLine;
using UserSync.Core.Execution;

namespace UserSync.Cli.Commands;

/// <summary>The options that a run and its preview share.</summary>
internal sealed class RunOptions
{
    private readonly Option<string[]> _user = new("--user") { Description = "Only the users with these ids.", HelpName = "id...", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> _incremental = new("--incremental") { Description = "Only what changed since the last run, where the site can tell." };
    private readonly Option<DateTimeOffset?> _since = new("--since") { Description = "Only users that changed at or after this time (UTC unless it has an offset).", HelpName = "time", CustomParser = Parsing.Time };
    private readonly Option<string?> _failed = new("--failed") { Description = "Only the users that failed in this run; 'last' for the last one.", HelpName = "run" };
    private readonly Option<bool> _rebase = new("--rebase") { Description = "Keeps all links, takes equal values as known, removes nothing." };
    private readonly Option<int?> _maxDeletePercent = new("--max-delete-percent") { Description = "Lets a run remove more (or less) than the profile's brake allows.", HelpName = "0-100" };

    public RunOptions() => _maxDeletePercent.Validators.Add(Parsing.Between(0, 100));

    /// <summary>Judges open conflicts.</summary>
    public Option<bool> FailOnConflict { get; } = new("--fail-on-conflict") { Description = "Ends with exit code 1 when conflicts wait for a decision." };

    /// <summary>Puts them on a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_user, _incremental, _since, _failed, _rebase, _maxDeletePercent, FailOnConflict])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            int ways = new Option[] { _user, _incremental, _since, _failed }.Count(o => result.GetResult(o) is { Implicit: false });
            if (ways > 1)
                result.AddError("Give one of --user, --incremental, --since and --failed.");
        });
    }

    /// <summary>What was asked for.</summary>
    public SyncRequest Request(Session session)
    {
        string[] users = session.Value(_user) ?? [];
        string? failed = session.Value(_failed);
        bool incremental = session.Value(_incremental);
        DateTimeOffset? since = session.Value(_since);
        return new SyncRequest
        {
            All = users.Length == 0 && failed is null && !incremental && since is null,
            UserIds = users,
            Incremental = incremental,
            Since = since,
            Failed = failed,
            Rebase = session.Value(_rebase),
            MaxDeletePercent = session.Value(_maxDeletePercent),
        };
    }
}
