using UserSync.Core.Errors;

namespace UserSync.Core.Execution;

/// <summary>Says of an error how the run ended.</summary>
public static class RunEnds
{
    /// <summary>The end that an error means.</summary>
    public static RunEnd Of(SyncError error) => error.Id switch
    {
        ErrorIds.LeaseHeld => RunEnd.Busy,
        ErrorIds.TooManyDeletes or ErrorIds.TooManyCreates or ErrorIds.EmptyListing or ErrorIds.RebaseNeeded => RunEnd.Braked,
        ErrorIds.ProfileNotFound or ErrorIds.ProfileInvalid or ErrorIds.BothIdLists or ErrorIds.NothingGiven or ErrorIds.SecondProfile
            or ErrorIds.ForeignItem or ErrorIds.FileNotFound or ErrorIds.FileInvalid or ErrorIds.ConflictNotFound or ErrorIds.RunNotFound or ErrorIds.LinkNotFound or ErrorIds.LinkTaken => RunEnd.Usage,
        ErrorIds.LeaseLost or ErrorIds.FileChanged or ErrorIds.ListingIncomplete or ErrorIds.StoreUnavailable or ErrorIds.FileNotWritable => RunEnd.Repeatable,
        _ => error.Kind switch
        {
            ConnectorErrorKind.Transient or ConnectorErrorKind.Throttled or ConnectorErrorKind.Maintenance or ConnectorErrorKind.InDoubt or ConnectorErrorKind.Protocol => RunEnd.Repeatable,
            _ => RunEnd.Human,
        },
    };
}
