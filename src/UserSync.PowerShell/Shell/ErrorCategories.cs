using System.Management.Automation;
using UserSync.Core.Errors;

namespace UserSync.PowerShell.Shell;

/// <summary>Which of PowerShell's categories an error belongs to.</summary>
internal static class ErrorCategories
{
    public static ErrorCategory Of(SyncError error) => error.Id switch
    {
        ErrorIds.ProfileNotFound or ErrorIds.FileNotFound or ErrorIds.UserNotFound or ErrorIds.ContactNotFound or ErrorIds.LinkNotFound
            or ErrorIds.ConflictNotFound or ErrorIds.RunNotFound or ErrorIds.RecordNotFound => ErrorCategory.ObjectNotFound,
        ErrorIds.ProfileInvalid or ErrorIds.FileInvalid or ErrorIds.InvalidLinkRow or ErrorIds.ItemRefused or ErrorIds.StoreCorrupt
            or ErrorIds.FilterFailed or ErrorIds.TransformFailed => ErrorCategory.InvalidData,
        ErrorIds.BothIdLists or ErrorIds.NothingGiven or ErrorIds.SecondProfile or ErrorIds.ForeignItem or ErrorIds.NoIdentity or ErrorIds.WildcardNotAllowed => ErrorCategory.InvalidArgument,
        ErrorIds.LinkTaken or ErrorIds.DuplicateValue => ErrorCategory.ResourceExists,
        ErrorIds.LeaseHeld or ErrorIds.LeaseLost or ErrorIds.FileLocked or ErrorIds.RemoteThrottled => ErrorCategory.ResourceBusy,
        ErrorIds.StoreUnavailable or ErrorIds.SecretUnavailable or ErrorIds.RemoteInMaintenance or ErrorIds.FileChanged => ErrorCategory.ResourceUnavailable,
        ErrorIds.RemoteUnavailable => ErrorCategory.ConnectionError,
        ErrorIds.CredentialRefused => ErrorCategory.AuthenticationError,
        ErrorIds.PermissionMissing => ErrorCategory.PermissionDenied,
        ErrorIds.AccountBlocked or ErrorIds.IdentityChanged => ErrorCategory.SecurityError,
        ErrorIds.FileNotWritable => ErrorCategory.WriteError,
        ErrorIds.TooManyDeletes or ErrorIds.TooManyCreates => ErrorCategory.LimitsExceeded,
        ErrorIds.EmptyListing or ErrorIds.CountersDisagree => ErrorCategory.InvalidResult,
        ErrorIds.ListingIncomplete or ErrorIds.AnswerNotUnderstood => ErrorCategory.ProtocolError,
        ErrorIds.WriteInDoubt => ErrorCategory.OperationTimeout,
        ErrorIds.StoreTooNew or ErrorIds.NormaliserUnsuitable => ErrorCategory.NotInstalled,
        _ => ErrorCategory.InvalidOperation,
    };
}
