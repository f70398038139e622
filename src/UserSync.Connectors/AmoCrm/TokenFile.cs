using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Storage;
using UserSync.Core.Errors;
using UserSync.Core.Json;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>The one place where a pair of tokens is kept: a file that only its owner can read, replaced as a whole and durable before it is used.</summary>
/// <param name="path">Full path.</param>
internal sealed class TokenFile(string path)
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The pair; null when there is none yet.</summary>
    /// <exception cref="ConnectorException">The file cannot be read, is no pair, or others can read it.</exception>
    public TokenPair? Read()
    {
        try
        {
            if (!File.Exists(path))
                return null;
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
                throw Unusable("others can read or change it.", $"Run: chmod 600 {path}, and connect again with Connect-CrmAccount if somebody may have read it.");
            using StreamReader text = new(path);
            using JsonTextReader reader = JsonText.Reader(text);
            JObject pair = JObject.Load(reader);
            return new TokenPair(Text(pair, "access_token"), Text(pair, "refresh_token"), Time(pair, "expires_at"), Time(pair, "saved_at"), Text(pair, "host"));
        }
        catch (JsonException e)
        {
            throw Unusable("it is not what UserSync wrote.", "Connect again with Connect-CrmAccount.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e.Message, "Check the path and the rights of the file.", e);
        }
    }

    /// <summary>Keeps a pair, durably.</summary>
    /// <exception cref="ConnectorException">It could not be written.</exception>
    public void Save(TokenPair pair)
    {
        JObject json = new()
        {
            ["host"] = pair.Host,
            ["access_token"] = pair.AccessToken,
            ["refresh_token"] = pair.RefreshToken,
            ["expires_at"] = pair.ExpiresAt.ToString("O", CultureInfo.InvariantCulture),
            ["saved_at"] = pair.SavedAt.ToString("O", CultureInfo.InvariantCulture),
        };
        string folder = Path.GetDirectoryName(path)!;
        string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.usersync-new");
        try
        {
            // What a killed process left is of no use: only the holder of the lock is here.
            File.Delete(temporary);
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (FileStream file = new(temporary, options))
            {
                file.Write(System.Text.Encoding.UTF8.GetBytes(json.ToString(Formatting.Indented) + "\n"));
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            Posix.SyncFolder(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"the new tokens could not be written: {e.Message}", "Make room or give the right to write, then connect again with Connect-CrmAccount: the old tokens work no more.", e);
        }
    }

    /// <summary>Proves that a pair could be kept here, before one is asked for.</summary>
    /// <exception cref="ConnectorException">It could not.</exception>
    public void EnsureWritable()
    {
        string probe = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.usersync-probe");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using FileStream file = new(probe, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose });
            file.WriteByte(0);
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"it cannot be written: {e.Message}", "Give this account the right to write to its folder; the tokens are left as they are.", e);
        }
    }

    private static string Text(JObject pair, string name) => pair[name] is JValue { Value: string { Length: > 0 } text } ? text : throw new JsonSerializationException($"{name} is missing.");

    private static DateTimeOffset Time(JObject pair, string name) =>
        DateTimeOffset.TryParse(Text(pair, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : throw new JsonSerializationException($"{name} is no time.");

    private ConnectorException Unusable(string what, string remedy, Exception? inner = null) => new(
        new SyncError(ErrorIds.SecretUnavailable, $"The token file {path}: {what}") { Kind = ConnectorErrorKind.Authentication, Side = Side.Crm, Item = "crm.oauth.tokenFile", Remedy = remedy }, inner);
}
