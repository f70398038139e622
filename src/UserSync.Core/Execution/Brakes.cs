using UserSync.Core.Errors;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;

namespace UserSync.Core.Execution;

/// <summary>Stops a plan that removes or creates too much, before the first write.</summary>
internal static class Brakes
{
    /// <summary>Checks a plan.</summary>
    /// <param name="links">How many links the site and the account have in all, whatever part of them this run looks at.</param>
    /// <exception cref="UserSyncException">TooManyDeletes, TooManyCreates, RebaseNeeded.</exception>
    public static void Check(Plan plan, long links, BrakeSettings settings, int? maxDeletePercent, bool matchChanged)
    {
        long removed = Math.Max(plan.Count(ChangeAction.Unlink), plan.Count(ChangeAction.Delete)) + plan.Count(ChangeAction.Block);
        int percent = maxDeletePercent ?? settings.MaxDeletePercent;

        // One departed person must not stop a small site.
        long allowed = percent == 0 ? 0 : Math.Max(1, links * percent / 100);
        if (removed > allowed)
        {
            throw new UserSyncException(new SyncError(
                ErrorIds.TooManyDeletes, FormattableString.Invariant($"The plan would remove or block {removed} of {links} linked pairs; the brake allows {allowed} ({percent} %). Nothing was changed."))
            {
                Item = "brakes.maxDeletePercent",
                Remedy = "Look at the plan with -WhatIf; if it is right, run once with a higher -MaxDeletePercent.",
            });
        }

        if (removed > 0 && matchChanged)
        {
            throw new UserSyncException(new SyncError(
                ErrorIds.RebaseNeeded, FormattableString.Invariant($"Match rules or filter changed since the last run, and the plan would remove {removed} links because of what it sees now. Nothing was changed."))
            {
                Item = "match",
                Remedy = "Look at the plan with -WhatIf, then run once with -Rebase, which keeps all links.",
            });
        }

        long created = plan.Count(ChangeAction.Create);
        if (created > settings.MaxCreates)
        {
            throw new UserSyncException(new SyncError(
                ErrorIds.TooManyCreates, FormattableString.Invariant($"The plan would create {created} records; the brake allows {settings.MaxCreates}. Nothing was changed."))
            {
                Item = "brakes.maxCreates",
                Remedy = "Look at the plan with -WhatIf; if it is right, raise brakes.maxCreates.",
            });
        }
    }
}
