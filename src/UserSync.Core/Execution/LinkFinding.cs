using UserSync.Core.Model;

namespace UserSync.Core.Execution;

/// <summary>A link, and what became of its two records.</summary>
/// <param name="Link">The link.</param>
/// <param name="State">What became of them.</param>
public sealed record LinkFinding(SyncLink Link, LinkState State)
{
    /// <summary>The site's stable key.</summary>
    public string Site => Link.Site;

    /// <summary>The account's stable key.</summary>
    public string Account => Link.Account;

    /// <summary>The user's id.</summary>
    public string UserId => Link.UserId;

    /// <summary>The contact's id.</summary>
    public string ContactId => Link.ContactId;

    /// <summary>Name of the profile through which the link was read.</summary>
    public string? Profile => Link.Profile;

    /// <summary>The user's address; null when the user is gone or the site does not tell it.</summary>
    public string? Email { get; init; }

    /// <summary>The contact's addresses; none when the contact is gone or the CRM does not tell them.</summary>
    public IReadOnlyList<string> ContactEmails { get; init => field = TextList.Of(value); } = TextList.Of<string>([]);

    /// <summary>The surviving contact, when the contact was merged and the CRM tells into which.</summary>
    public string? MergedInto { get; init; }

    /// <summary>The finding in words; "" when all is well.</summary>
    public string Detail { get; init; } = "";

    /// <summary>True when the user or the contact is not there any more.</summary>
    public bool IsBroken => State is not (LinkState.Ok or LinkState.EmailDiffers or LinkState.Temporary);

    /// <inheritdoc/>
    public override string ToString() => Detail.Length == 0 ? $"{Link}: {State}" : $"{Link}: {State}, {Detail}";
}
