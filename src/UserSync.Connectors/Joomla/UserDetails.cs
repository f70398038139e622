using System.Globalization;
using UserSync.Connectors.Http;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Joomla;

/// <summary>Reads users one by one: only so are the ids of their groups told.</summary>
internal sealed class UserDetails(JoomlaApi api)
{
    /// <summary>Whether the text can be the id of a user.</summary>
    public static bool IsId(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id) && id > 0;

    /// <summary>The route of a user.</summary>
    public static string Route(string userId) => $"{JoomlaApi.Users}/{userId}";

    /// <summary>The user; null when there is none.</summary>
    public async Task<CmsUser?> GetAsync(UserReader reader, string userId, CancellationToken cancellationToken)
    {
        try
        {
            RemoteAnswer<ReadUser> answer = await api.GetAsync(Route(userId), [], json => JoomlaResource.One(json, reader.Read), cancellationToken);
            return answer.Value.User.UserId == userId
                ? answer.Value.User
                : throw new ConnectorException(Side.Cms, ConnectorErrorKind.Protocol, $"The site was asked for user {userId} and told of user {answer.Value.User.UserId}.",
                    "A cache before /api does this; let requests through.", userId);
        }
        catch (ConnectorException e) when (e.Kind == ConnectorErrorKind.NotFound)
        {
            return null;
        }
    }
}
