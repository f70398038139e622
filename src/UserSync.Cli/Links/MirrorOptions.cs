using System.CommandLine;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Links;

/// <summary>The options by which links are carried over from or to those that the CRM keeps itself, and the call.</summary>
internal sealed class MirrorOptions
{
    private readonly bool _toCrm;
    private readonly Option<bool> _crm;
    private readonly Option<bool> _mend;
    private readonly Option<bool> _follow;
    private readonly Option<string[]> _users;
    private readonly Option<bool> _whatIf;

    /// <summary>Makes the options of a command.</summary>
    /// <param name="toCrm">True for the export, false for the import.</param>
    public MirrorOptions(bool toCrm)
    {
        _toCrm = toCrm;
        _crm = new Option<bool>(toCrm ? "--to-crm" : "--from-crm") { Description = toCrm ? "Writes our links into those that the CRM keeps itself (CiviCRM's UFMatch)." : "Takes over the links that the CRM keeps itself (CiviCRM's UFMatch)." };
        _mend = new Option<bool>("--mend") { Description = "Also replaces links whose user or contact is gone, where the other side names one that is there." };
        _follow = new Option<bool>("--even-if-unclear") { Description = "For the users of --user: also where both sides may be right." };
        _users = new Option<string[]>("--user") { Description = "Only the links of these users.", HelpName = "id...", AllowMultipleArgumentsPerToken = true };
        _whatIf = new Option<bool>("--what-if") { Description = "Shows what would be carried over and writes nothing." };
    }

    /// <summary>Adds the options, and the rules of which go together.</summary>
    public void AddTo(Command command, Argument<string?> file)
    {
        foreach (Option option in (Option[])[_crm, _mend, _follow, _users, _whatIf])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            bool crm = result.GetValue(_crm);
            if (crm == result.GetValue(file) is not null)
                result.AddError($"Give either a file or {_crm.Name}.");
            else if (!crm && (result.GetValue(_mend) || result.GetValue(_follow) || result.GetValue(_whatIf) || result.GetValue(_users) is { Length: > 0 }))
                result.AddError($"--mend, --even-if-unclear, --user and --what-if go with {_crm.Name}.");
            else if (result.GetValue(_follow) && result.GetValue(_users) is not { Length: > 0 })
                result.AddError("--even-if-unclear needs the users by --user.");
        });
    }

    /// <summary>True when the CRM's own links are meant.</summary>
    public bool IsGiven(Session session) => session.Value(_crm);

    /// <summary>Carries over, and tells each link.</summary>
    public async Task<RunEnd> RunAsync(Session session)
    {
        SyncProfile profile = session.LoadProfile();
        bool whatIf = session.Value(_whatIf);
        await using LinkStore store = await (_toCrm || whatIf ? session.OpenStoreAsync(profile) : session.EditStoreAsync(profile, "links import"));
        await using ICmsConnector cms = session.Opener.OpenCms(profile);
        await using ICrmConnector crm = session.Opener.OpenCrm(profile);
        MirrorExchange exchange = new(profile, cms, crm, store);
        LinkRepair repair = new(_toCrm) { Mend = session.Value(_mend), Force = session.Value(_follow), UserIds = session.Value(_users) is { Length: > 0 } users ? users : null };
        LinkReport report = new(session, whatIf ? "would be carried over" : "carried over", "left as they are");
        List<LinkDifference> taken = [];
        await foreach (LinkDifference difference in exchange.CompareAsync(session.Stop))
        {
            if (repair.Takes(difference))
                taken.Add(difference);
            else if (repair.Reports(difference))
                report.Add(new LinkChange(LinkOf(profile, difference), false, MirrorExchange.ErrorOf(difference)));
        }

        Dictionary<string, SyncError> errors = new(StringComparer.Ordinal);
        if (!whatIf && taken.Count > 0)
        {
            IEnumerable<SyncError> told = _toCrm
                ? await exchange.WriteToCrmAsync(taken, session.Stop)
                : (await exchange.TakeFromCrmAsync(taken, session.Stop)).Select(c => c.Error is { } e ? e with { Item = c.Link.UserId } : null).OfType<SyncError>();
            foreach (SyncError error in told)
                errors[error.Item ?? ""] = error;
        }

        foreach (LinkDifference difference in taken)
        {
            SyncError? error = errors.GetValueOrDefault(difference.UserId);
            if (error is null && !session.IsJson)
                session.Tell(difference.ToString());
            report.Add(new LinkChange(LinkOf(profile, difference), error is null, error));
        }

        return report.End();
    }

    private SyncLink LinkOf(SyncProfile profile, LinkDifference difference) => (_toCrm ? difference.Ours : difference.Offered) ?? difference.Ours
        ?? new SyncLink { Site = profile.Cms.Key, Account = profile.Crm.Key, UserId = difference.UserId, ContactId = difference.Theirs is [var first, ..] ? first.ContactId : "" };
}
