using UserSync.Core.Errors;
using UserSync.Core.Planning;

namespace UserSync.Core.Links;

/// <summary>How a planned change ended, to be written with link, baseline and journal in one transaction.</summary>
/// <param name="Change">The change with the id and the baseline that the side returned.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Intent">Its intent, which is removed; null when it needed none.</param>
internal sealed record Confirmation(PlannedChange Change, ChangeOutcome Outcome, SyncError? Error = null, (string Run, long Sequence)? Intent = null);
