using UserSync.Core.Profiles;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Asks a person for what a new profile lacks. An empty answer keeps the example of the template, to be replaced in the file.</summary>
internal sealed class ProfileQuestions
{
    private const int Attempts = 3;
    private const string SecretHelp = "env:NAME, file:path or secret:Vault/Name, never the secret itself; Enter for a variable of the environment";
    private readonly IShell _shell;

    public ProfileQuestions(IShell shell) => _shell = shell;

    /// <summary>The request with the answers.</summary>
    public ProfileTemplateRequest Complete(ProfileTemplateRequest request)
    {
        if (Kind(request.CmsKind, request.CmsPath, EndKinds.Cms) is { } cms)
        {
            request = EndKinds.IsFile(cms)
                ? request with { CmsPath = request.CmsPath ?? Ask("File of users", $"Path of the {cms} file, relative to the profile; Enter for users.{cms}", AnyText) }
                : request with
                {
                    CmsUrl = request.CmsUrl ?? Ask("Address of the website", "Such as https://www.example.org; Enter to write it into the file later", Address),
                    CmsCredential = request.CmsCredential ?? Ask("Where the website's secret is", SecretHelp, Reference),
                };
        }

        if (Kind(request.CrmKind, request.CrmPath, EndKinds.Crm) is { } crm)
        {
            request = EndKinds.IsFile(crm)
                ? request with { CrmPath = request.CrmPath ?? Ask("File of contacts", $"Path of the {crm} file, relative to the profile; Enter for contacts.{crm}", AnyText) }
                : request with
                {
                    CrmUrl = request.CrmUrl ?? Ask("Address of the CRM", "Such as https://crm.example.org; Enter to write it into the file later", Address),
                    CrmCredential = request.CrmCredential ?? Ask("Where the CRM's secret is", SecretHelp, Reference),
                };
        }

        return request;
    }

    private static string? Kind(string given, string? path, IReadOnlyList<string> kinds) => EndKinds.Spelled(given, path) is var kind && kinds.Contains(kind, StringComparer.Ordinal) ? kind : null;

    private static string? AnyText(string answer) => null;

    private static string? Address(string answer)
        => Uri.TryCreate(answer, UriKind.Absolute, out Uri? url) && url.Scheme is "https" or "http" && url.UserInfo.Length == 0 ? null
            : "This is no address that can be kept: it begins with https:// and holds neither user nor password.";

    // Not repeated: it may be the secret.
    private static string? Reference(string answer)
        => SecretReference.Parse(answer) is null ? "This does not say where a secret is, and was not kept. If it was the secret itself, it has been seen: consider to change it." : null;

    private string? Ask(string what, string help, Func<string, string?> wrong)
    {
        string told = help;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (_shell.Ask(what, told)?.Trim() is not { Length: > 0 } answer)
                return null;
            if (wrong(answer) is not { } why)
                return answer;
            told = $"{why} {help}";
        }

        return null;
    }
}
