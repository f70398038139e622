using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>What Import-SyncLink -FromCrm and Export-SyncLink -ToCrm share: compare, ask, carry over, tell what is left.</summary>
internal sealed class MirrorCall(IShell shell, ProfileSession session, CancellationToken stop)
{
    /// <summary>Carries links over; brings those that were written.</summary>
    public IReadOnlyList<LinkDifference> Run(LinkRepair repair)
    {
        MirrorExchange exchange = new(session.Profile, session.Cms(), session.Crm(), session.Store(preview: repair.ToCrm || shell.WhatIf));
        List<LinkDifference> taken = [];
        foreach (LinkDifference difference in session.All(exchange.CompareAsync(stop)))
        {
            string action = repair.ToCrm ? "write our link to the CRM" : "take the CRM's link over";
            if (repair.Takes(difference) ? !shell.ShouldProcess(difference.ToString(), action) : !repair.Reports(difference))
                continue;
            if (repair.Takes(difference))
                taken.Add(difference);
            else
                shell.Error(ShellError.Of(MirrorExchange.ErrorOf(difference), difference));
        }

        if (taken.Count == 0)
            return taken;
        List<SyncError> errors = repair.ToCrm
            ? [.. session.Take(() => exchange.WriteToCrmAsync(taken, stop))]
            : [.. session.Take(() => exchange.TakeFromCrmAsync(taken, stop)).Select(c => c.Error).OfType<SyncError>()];
        foreach (SyncError error in errors)
            shell.Error(ShellError.Of(error, taken.Find(t => t.UserId == error.Item)));
        HashSet<string?> failed = [.. errors.Select(e => e.Item)];
        taken.RemoveAll(t => failed.Contains(t.UserId));
        shell.Verbose(FormattableString.Invariant($"{taken.Count} links were {(repair.ToCrm ? "written to the CRM" : "taken over from the CRM")}."));
        return taken;
    }
}
