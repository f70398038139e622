using Newtonsoft.Json;
using UserSync.Connectors.Http;

namespace UserSync.Connectors.WordPress;

/// <summary>The account that the credential belongs to.</summary>
/// <param name="Id">Its id.</param>
/// <param name="UserName">Its login.</param>
/// <param name="Rights">The rights (capabilities) it has.</param>
internal sealed record Account(string Id, string UserName, IReadOnlySet<string> Rights)
{
    /// <summary>Asks the site who we are.</summary>
    public static Task<RemoteAnswer<Account>> ReadAsync(WordPressApi api, CancellationToken cancellationToken) =>
        api.GetAsync(WordPressRoutes.Users + "/me", [("context", "edit"), ("_fields", "id,username,capabilities")], Read, cancellationToken);

    private static Account Read(JsonTextReader json)
    {
        string id = "";
        string name = "";
        HashSet<string> rights = new(StringComparer.Ordinal);
        JsonWalk.Object(json, member =>
        {
            switch (member)
            {
                case "id":
                    id = JsonWalk.Scalar(json) ?? "";
                    break;
                case "username":
                    name = JsonWalk.Scalar(json) ?? "";
                    break;
                case "capabilities" when json.TokenType == JsonToken.StartObject:
                    JsonWalk.Object(json, right =>
                    {
                        if (JsonWalk.Scalar(json) is "true" or "1")
                            rights.Add(right);
                    });
                    break;
            }
        });
        return new Account(id, name, rights);
    }
}
