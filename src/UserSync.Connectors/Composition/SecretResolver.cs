using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Composition;

/// <summary>Turns a profile's reference into the secret itself, as late as possible. The secret is never stored or told.</summary>
public sealed class SecretResolver
{
    private readonly Func<string, string?> _environment;
    private readonly IReadOnlyDictionary<string, string> _given;

    /// <summary>Makes a resolver.</summary>
    /// <param name="environment">Reads a variable of the environment.</param>
    /// <param name="given">Secrets that the front resolved itself, by reference: those of vaults.</param>
    public SecretResolver(Func<string, string?> environment, IReadOnlyDictionary<string, string>? given = null)
    {
        _environment = environment;
        _given = given ?? new Dictionary<string, string>(StringComparer.Ordinal);
    }

    /// <summary>The secret of an end.</summary>
    /// <param name="side">The side, for messages.</param>
    /// <param name="end">The end whose <see cref="EndSettings.Credential"/> is resolved.</param>
    /// <param name="folder">The folder at which a relative path starts.</param>
    /// <param name="name">The key of the end that holds the reference, for messages.</param>
    /// <exception cref="UserSyncException">SecretUnavailable.</exception>
    public string Resolve(Side side, EndSettings end, string folder, string name = "credential")
    {
        string key = $"{(side == Side.Cms ? "cms" : "crm")}.{name}";
        if (end.Credential is not { } text)
            throw Unavailable(side, $"{key} is missing in the profile.", "Name where the secret is: env:NAME, file:path or secret:Vault/Name; or pass -CmsCredential / -CrmCredential.");
        if (_given.TryGetValue(text, out string? given))
            return given;
        SecretReference reference = SecretReference.Parse(text) ?? throw Unavailable(side, $"{key} is not a reference to a secret.", "Use env:NAME, file:path or secret:Vault/Name.");
        return reference.Source switch
        {
            SecretReference.Environment => _environment(reference.Name) is { Length: > 0 } value ? value.Trim()
                : throw Unavailable(side, $"{key}: the environment variable {reference.Name} is not set.", $"Set {reference.Name} for the account that runs UserSync."),
            SecretReference.File => ReadFile(side, key, Path.GetFullPath(reference.Name, folder)),
            _ => throw Unavailable(side, $"{key}: {reference} lies in a vault, which only PowerShell can open.", "Use the module with SecretManagement, or env: or file: here."),
        };
    }

    private static string ReadFile(Side side, string key, string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != UnixFileMode.None)
                throw Unavailable(side, $"{key}: others can read {path}.", $"Run: chmod 600 {path}");
            string text = File.ReadAllText(path).Trim();
            return text.Length > 0 ? text : throw Unavailable(side, $"{key}: {path} is empty.", "Write the secret into it, on one line.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(side, $"{key}: {path} cannot be read: {failure.Message}", "Check the path and the rights of the file.", failure);
        }
    }

    private static UserSyncException Unavailable(Side side, string message, string remedy, Exception? inner = null)
        => new(new SyncError(ErrorIds.SecretUnavailable, message) { Side = side, Item = side == Side.Cms ? "cms.credential" : "crm.credential", Remedy = remedy }, inner);
}
