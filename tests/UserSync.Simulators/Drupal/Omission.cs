using System.Text.Json.Nodes;

namespace UserSync.Simulators.Drupal;

/// <summary>Tells that resources were left out because a permission is missing.</summary>
public static class Omission
{
    /// <summary>The member "meta" for the addresses of what was left out.</summary>
    public static JsonObject Of(IEnumerable<string> addresses, string permission)
    {
        JsonObject links = new() { ["help"] = UserDocument.Href("https://www.drupal.org/docs/8/modules/json-api/filtering#filters-access-control") };
        foreach (string address in addresses)
        {
            JsonObject item = UserDocument.Href(address);
            item["meta"] = new JsonObject { ["rel"] = "item", ["detail"] = $"The current user is not allowed to GET the selected resource. The '{permission}' permission is required." };
            links["item--" + address[^7..]] = item;
        }

        return new JsonObject { ["omitted"] = new JsonObject { ["detail"] = "Some resources have been omitted because of insufficient authorization.", ["links"] = links } };
    }
}
