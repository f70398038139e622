namespace UserSync.Core.Planning;

/// <summary>
/// Compares when two systems changed a record. Each writes the time of its own clock; how far that is from ours was asked at the
/// beginning of the run. A time that cannot be right decides nothing.
/// </summary>
/// <param name="Time">Our clock.</param>
/// <param name="UserSkew">How far the site's clock is ahead of ours; null when it does not tell.</param>
/// <param name="ContactSkew">How far the CRM's clock is ahead of ours; null when it does not tell.</param>
public sealed record SideClocks(TimeProvider Time, TimeSpan? UserSkew = null, TimeSpan? ContactSkew = null)
{
    // Answers tell whole seconds, and our own write is stamped while we wait for its answer.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <summary>True when the user was changed after the contact, false when before; null when nobody can tell.</summary>
    /// <param name="user">The time of the user's last change, as the site tells it.</param>
    /// <param name="contact">The time of the contact's last change, as the CRM tells it.</param>
    /// <param name="lastInStep">When the pair was last written or found in step, by our clock; null for two that were never compared.</param>
    public bool? UserIsNewer(DateTimeOffset? user, DateTimeOffset? contact, DateTimeOffset? lastInStep)
    {
        if (Ours(user, UserSkew, lastInStep) is not { } ours || Ours(contact, ContactSkew, lastInStep) is not { } theirs || (ours - theirs).Duration() <= Tolerance)
            return null;

        // The later one may be our own last write.
        DateTimeOffset later = ours > theirs ? ours : theirs;
        return later <= lastInStep + Tolerance ? null : ours > theirs;
    }

    // No change is made in the future. One from before the last run may have waited since, unless the clock that says so is unknown.
    private DateTimeOffset? Ours(DateTimeOffset? told, TimeSpan? skew, DateTimeOffset? lastInStep)
        => told is not { } time || time - (skew ?? TimeSpan.Zero) > Time.GetUtcNow() + Tolerance || (skew is null && time < lastInStep - Tolerance) ? null : time - (skew ?? TimeSpan.Zero);
}
