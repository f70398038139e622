using UserSync.Connectors.Http;

namespace UserSync.Connectors.Joomla;

/// <summary>What is known of the site once it was asked for its groups.</summary>
/// <param name="Home">Its address as it sees itself, without a slash at the end.</param>
/// <param name="Groups">Its groups.</param>
/// <param name="Skew">How far its clock is ahead of ours; null when it does not tell its time.</param>
internal sealed record JoomlaSite(string Home, GroupTable Groups, TimeSpan? Skew)
{
    /// <summary>The page of a user in the administration.</summary>
    public static string ProfileUrl(Uri address, string userId) => $"{address}administrator/index.php?option=com_users&task=user.edit&id={userId}";

    /// <summary>The part of an address of the web services before them.</summary>
    public static string HomeOf(string? self, Uri address)
    {
        int at = self?.IndexOf("/api/", StringComparison.Ordinal) ?? -1;
        return at > 0 ? self![..at] : address.AbsoluteUri.TrimEnd('/');
    }
}
