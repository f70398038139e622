namespace UserSync.Connectors.Drupal;

/// <summary>Paths of JSON:API below a site's address.</summary>
internal static class DrupalRoutes
{
    /// <summary>The media type of bodies; Drupal answers 415 to any other (recording user-create-wrong-content-type-415).</summary>
    public const string MediaType = "application/vnd.api+json";

    /// <summary>The index, which tells who is asking.</summary>
    public const string Index = "jsonapi";

    /// <summary>Users.</summary>
    public const string Users = "jsonapi/user/user";

    /// <summary>Roles.</summary>
    public const string Roles = "jsonapi/user_role/user_role";

    /// <summary>The settings of fields: label, whether required.</summary>
    public const string Fields = "jsonapi/field_config/field_config";

    /// <summary>How fields are stored: type, choices, how many values.</summary>
    public const string FieldStorages = "jsonapi/field_storage_config/field_storage_config";

    /// <summary>The login by name and password, which tells wrong credentials from refused ones.</summary>
    public const string Login = "user/login?_format=json";

    /// <summary>One user.</summary>
    public static string User(string key) => $"{Users}/{key}";

    /// <summary>The roles of one user.</summary>
    public static string RolesOf(string key) => $"{Users}/{key}/relationships/roles";
}
