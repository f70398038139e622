using System.Globalization;
using System.Reflection;
using System.Text;
using Newtonsoft.Json;
using UserSync.Core.Errors;

namespace UserSync.Core.Profiles;

/// <summary>Makes the commented text of a new profile. It loads as it is; what has to be replaced says so.</summary>
public static class ProfileTemplate
{
    /// <summary>The text for two kinds of system.</summary>
    /// <exception cref="UserSyncException"><see cref="ErrorIds.ProfileInvalid"/>: a kind is not known, or what was given would not load, such as a secret in place of a reference to it.</exception>
    public static string Create(ProfileTemplateRequest request)
    {
        string cms = Known(EndKinds.Spelled(request.CmsKind, request.CmsPath), EndKinds.Cms, "CMS");
        string crm = Known(EndKinds.Spelled(request.CrmKind, request.CrmPath), EndKinds.Crm, "CRM");
        string key = KeyOf(request.Name);
        string variable = VariableOf(key);

        string site = Fill(Resource($"cms.{cms}"), new()
        {
            ["site"] = request.Site ?? key,
            ["url"] = request.CmsUrl ?? "https://www.example.org",
            ["path"] = request.CmsPath ?? $"users.{cms}",
            ["credential"] = request.CmsCredential ?? $"env:{variable}_CMS",
            ["root"] = request.AgentRoot ?? "/var/www/html",
        });
        string account = Fill(Resource($"crm.{crm}"), new()
        {
            ["account"] = request.Account ?? key,
            ["url"] = request.CrmUrl ?? (crm == EndKinds.AmoCrm ? "https://example.amocrm.ru" : "https://crm.example.org"),
            ["path"] = request.CrmPath ?? $"contacts.{crm}",
            ["credential"] = request.CrmCredential ?? $"env:{variable}_CRM",
        });
        string text = Resource("profile")
            .Replace("{{schemaName}}", SchemaName(request.Schema), StringComparison.Ordinal)
            .Replace("{{plainName}}", OneLine(request.Name), StringComparison.Ordinal)
            .Replace("{{cms}}", site, StringComparison.Ordinal)
            .Replace("{{crm}}", account, StringComparison.Ordinal)
            .Replace("{{names}}", Resource(cms is EndKinds.Joomla or EndKinds.Drupal or EndKinds.Backdrop ? "names.one" : "names.two"), StringComparison.Ordinal)
            .Replace("{{contacts}}", Resource($"contacts.{(EndKinds.IsFile(crm) ? "plain" : crm)}"), StringComparison.Ordinal);
        text = Fill(text, new()
        {
            ["schema"] = request.Schema,
            ["name"] = request.Name,
            ["linksPath"] = $"{key}.links.db",
            ["emailPath"] = crm == EndKinds.AmoCrm ? "EMAIL[WORK]" : "EMAIL",
        }) + "\n";

        // Loading it proves that nothing given was a secret, a broken address or a name that cannot be.
        ProfileProblem[] problems = [.. ProfileLoader.ReadText(text, Path.Combine(AppContext.BaseDirectory, "new.json")).Problems];
        return problems.Length == 0 ? text : throw new UserSyncException(new SyncError(
            ErrorIds.ProfileInvalid, $"A profile cannot be made of these values: {string.Join("; ", problems.Select(p => $"{p.Path}: {p.What}"))}.")
        {
            Item = request.Name,
            Remedy = string.Join(" ", problems.Select(p => p.Remedy).Distinct(StringComparer.Ordinal)),
        });
    }

    private static string Known(string kind, IReadOnlyList<string> kinds, string end) =>
        kinds.Contains(kind, StringComparer.Ordinal) ? kind
        : throw new UserSyncException(new SyncError(ErrorIds.ProfileInvalid, $"There is no kind of {end} called '{kind}'.") { Remedy = $"Choose one of {string.Join(", ", kinds)}.", Item = kind });

    private static string Fill(string text, Dictionary<string, string> values)
    {
        foreach ((string name, string value) in values)
            text = text.Replace($"{{{{{name}}}}}", JsonConvert.ToString(value), StringComparison.Ordinal);
        return text;
    }

    private static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"UserSync.Core.Profiles.Templates.{name}.jsonc")
            ?? throw new InvalidOperationException($"The template {name} is not part of this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd('\n');
    }

    private static string KeyOf(string name)
    {
        var key = new StringBuilder();
        foreach (char c in name.ToLowerInvariant())
            key.Append(char.IsLetterOrDigit(c) || c is '_' or '.' ? c : '-');
        return key.ToString().Trim('-', '.') is { Length: > 0 } usable ? usable : "profile";
    }

    private static string VariableOf(string key)
    {
        var variable = new StringBuilder();
        foreach (char c in key.ToUpper(CultureInfo.InvariantCulture))
            variable.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        return char.IsAsciiDigit(variable[0]) ? "_" + variable : variable.ToString();
    }

    private static string SchemaName(string schema) => OneLine(schema[(schema.LastIndexOfAny(['/', '\\']) + 1)..]);

    private static string OneLine(string text) => string.Concat(text.Where(c => !char.IsControl(c)));
}
