using UserSync.Connectors.Http;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Drupal;

/// <summary>What our own account may see of itself: its name, and with it the right that everything here needs.</summary>
/// <param name="Name">Its login name.</param>
/// <param name="AdministersUsers">Whether it has the permission "administer users": only then a user's status is told.</param>
internal sealed record AccountView(string Name, bool AdministersUsers)
{
    /// <summary>Asks.</summary>
    public static async Task<AccountView> ReadAsync(DrupalApi api, CancellationToken cancellationToken)
    {
        Account account = await api.AccountAsync(cancellationToken);
        string path = new JsonApiQuery(DrupalRoutes.User(account.Id)).Fields("user--user", ["name", "status"]).ToString();
        string name = api.LoginName;
        bool status = false;
        await api.SendAsync(RemoteRequest.Get(path), json =>
        {
            JsonWalk.Object(json, part =>
            {
                if (part == "data")
                    JsonWalk.Object(json, member => Attributes(member));
            });
            return true;

            void Attributes(string member)
            {
                if (member != "attributes")
                    return;
                JsonWalk.Object(json, attribute =>
                {
                    status |= attribute == "status";
                    if (attribute == "name")
                        name = JsonWalk.Scalar(json) ?? name;
                });
            }
        }, cancellationToken);
        return new AccountView(name, status);
    }

    /// <summary>Refuses an account without the right.</summary>
    /// <exception cref="ConnectorException">Permission.</exception>
    public void Demand()
    {
        if (!AdministersUsers)
            throw Missing(Name);
    }

    /// <summary>The error for an account that sees users without their addresses.</summary>
    public static ConnectorException Missing(string name) => new(Side.Cms, ConnectorErrorKind.Permission, $"The site does not show the account {name} the addresses of its users.",
        "Give it a role with the permission \"administer users\": see docs/drupal.md.");
}
