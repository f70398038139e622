namespace UserSync.Core.Errors;

/// <summary>All error ids: public API, listed with cause and remedy in docs/errors.md.</summary>
public static class ErrorIds
{
#pragma warning disable CS1591 // Each id is described by its row in ErrorCatalog.
    public const string RemoteUnavailable = nameof(RemoteUnavailable);
    public const string RemoteThrottled = nameof(RemoteThrottled);
    public const string CredentialRefused = nameof(CredentialRefused);
    public const string PermissionMissing = nameof(PermissionMissing);
    public const string RecordNotFound = nameof(RecordNotFound);
    public const string DuplicateValue = nameof(DuplicateValue);
    public const string ItemRefused = nameof(ItemRefused);
    public const string WriteInDoubt = nameof(WriteInDoubt);
    public const string AccountBlocked = nameof(AccountBlocked);
    public const string AnswerNotUnderstood = nameof(AnswerNotUnderstood);
    public const string RemoteInMaintenance = nameof(RemoteInMaintenance);
    public const string RemoteFatal = nameof(RemoteFatal);
    public const string PlanEnded = nameof(PlanEnded);
    public const string ProfileNotFound = nameof(ProfileNotFound);
    public const string ProfileInvalid = nameof(ProfileInvalid);
    public const string SecretUnavailable = nameof(SecretUnavailable);
    public const string FileNotFound = nameof(FileNotFound);
    public const string FileInvalid = nameof(FileInvalid);
    public const string FileChanged = nameof(FileChanged);
    public const string FileNotWritable = nameof(FileNotWritable);
    public const string FileLocked = nameof(FileLocked);
    public const string StoreUnavailable = nameof(StoreUnavailable);
    public const string StoreCorrupt = nameof(StoreCorrupt);
    public const string StoreTooNew = nameof(StoreTooNew);
    public const string IdentityChanged = nameof(IdentityChanged);
    public const string LeaseHeld = nameof(LeaseHeld);
    public const string LeaseLost = nameof(LeaseLost);
    public const string NormaliserUnsuitable = nameof(NormaliserUnsuitable);
    public const string EmptyListing = nameof(EmptyListing);
    public const string ListingIncomplete = nameof(ListingIncomplete);
    public const string TooManyDeletes = nameof(TooManyDeletes);
    public const string TooManyCreates = nameof(TooManyCreates);
    public const string RebaseNeeded = nameof(RebaseNeeded);
    public const string NeedsHuman = nameof(NeedsHuman);
    public const string LinkTaken = nameof(LinkTaken);
    public const string LinkDiffers = nameof(LinkDiffers);
    public const string LinkNotFound = nameof(LinkNotFound);
    public const string BothIdLists = nameof(BothIdLists);
    public const string ForeignItem = nameof(ForeignItem);
    public const string SecondProfile = nameof(SecondProfile);
    public const string UserNotFound = nameof(UserNotFound);
    public const string ContactNotFound = nameof(ContactNotFound);
    public const string ConflictNotFound = nameof(ConflictNotFound);
    public const string RunNotFound = nameof(RunNotFound);
    public const string NoIdentity = nameof(NoIdentity);
    public const string WildcardNotAllowed = nameof(WildcardNotAllowed);
    public const string FilterFailed = nameof(FilterFailed);
    public const string TransformFailed = nameof(TransformFailed);
    public const string InvalidLinkRow = nameof(InvalidLinkRow);
    public const string NothingGiven = nameof(NothingGiven);
    public const string UnexpectedFailure = nameof(UnexpectedFailure);
    public const string CountersDisagree = nameof(CountersDisagree);
#pragma warning restore CS1591
}
