using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;

namespace UserSync.Connectors.Files.Links;

/// <summary>One row of a file of links.</summary>
/// <param name="Line">The line on which it starts.</param>
public sealed record LinkRow(int Line)
{
    /// <summary>The user.</summary>
    public string UserId { get; init; } = "";

    /// <summary>The contact.</summary>
    public string ContactId { get; init; } = "";

    /// <summary>Whether the user is a temporary one.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>The e-mail that the row tells.</summary>
    public string? Email { get; init; }

    /// <summary>The site that the row tells; null when the file does not.</summary>
    public string? Site { get; init; }

    /// <summary>The account that the row tells; null when the file does not.</summary>
    public string? Account { get; init; }

    /// <summary>What the CMS's API addresses; null when the file does not tell.</summary>
    public string? UserKey { get; init; }

    /// <summary>Address of the user's page in the CMS.</summary>
    public string? UserUrl { get; init; }

    /// <summary>Address of the contact's page in the CRM.</summary>
    public string? ContactUrl { get; init; }

    /// <summary>Why the row cannot be used.</summary>
    public SyncError? Error { get; init; }

    /// <summary>The row as a link of this site and account; refused with its own error, or with ForeignItem when it belongs to another pair.</summary>
    public LinkChange ToLink(string site, string account, string path)
    {
        var link = new SyncLink
        {
            Site = site,
            Account = account,
            UserId = UserId,
            UserKey = UserKey ?? UserId,
            ContactId = ContactId,
            IsTemporary = IsTemporary,
            Email = Email,
            UserUrl = UserUrl,
            ContactUrl = ContactUrl,
            Origin = LinkOrigin.Imported,
        };
        string? foreign = Site is not null && Site != site ? $"site {Site}" : Account is not null && Account != account ? $"account {Account}" : null;
        SyncError? error = Error ?? (foreign is null ? null : new SyncError(ErrorIds.ForeignItem, FormattableString.Invariant($"{path}, line {Line} belongs to {foreign}; the profile joins site {site} and account {account}."))
        {
            Item = FormattableString.Invariant($"{path}:{Line}"),
            Remedy = "Import it with the profile of that pair.",
        });
        return new LinkChange(link, Changed: false, error);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"line {Line}: user {UserId} - contact {ContactId}");
}
