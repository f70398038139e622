using System.Text;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Files;

/// <summary>Turns what goes wrong with one file into classified errors that name the file and the remedy.</summary>
internal sealed class FileFault(Side side, string path)
{
    private const int DiskFull = 28;
    private const int QuotaExceeded = 122;
    private const int ReadOnlyFileSystem = 30;
    private const int WouldBlock = 11;
    private const int WindowsSharing = 32;
    private const int WindowsLock = 33;
    private const int WindowsDiskFull = 112;

    public Side Side => side;

    public ConnectorException NotFound(Exception? inner = null) =>
        Make(ErrorIds.FileNotFound, ConnectorErrorKind.Fatal, $"The file {path} does not exist.", "Check \"path\" in the profile, and that whatever exports the file has run.", null, inner);

    public ConnectorException Invalid(int line, string what, string remedy, Exception? inner = null) =>
        line > 0
            ? Make(ErrorIds.FileInvalid, ConnectorErrorKind.Protocol, $"{path}, line {line}: {what}", remedy, $"{path}:{line}", inner)
            : Make(ErrorIds.FileInvalid, ConnectorErrorKind.Protocol, $"{path}: {what}", remedy, path, inner);

    public ConnectorException Changed() =>
        Make(ErrorIds.FileChanged, ConnectorErrorKind.Transient, $"{path} was changed by another program since it was read; nothing was written.", "Run again when the other program has finished.");

    public ConnectorException NotWritable(string why, string remedy, Exception? inner = null) =>
        Make(ErrorIds.FileNotWritable, ConnectorErrorKind.Permission, $"{path} cannot be written: {why} Nothing was changed.", remedy, null, inner);

    public ConnectorException Reading(Exception cause) => cause switch
    {
        ConnectorException known => known,
        FileNotFoundException or DirectoryNotFoundException => NotFound(cause),
        DecoderFallbackException => NotUtf8(cause),
        UnauthorizedAccessException => Make(
            ErrorIds.PermissionMissing,
            ConnectorErrorKind.Permission,
            Directory.Exists(path) ? $"{path} is a folder, not a file." : $"{path} may not be read by this account.",
            "Name a file that the account of UserSync may read.",
            null,
            cause),
        IOException io when IsLocked(io) => Locked(cause),
        _ => Make(ErrorIds.RemoteUnavailable, ConnectorErrorKind.Transient, $"{path} could not be read: {cause.Message}", "Check the disk or the network share, and run again.", null, cause),
    };

    public ConnectorException Writing(Exception cause) => cause switch
    {
        ConnectorException known => known,
        UnauthorizedAccessException => NotWritable("this account may not write to its folder.", "Give the account of UserSync the right to write the file and to make files in its folder.", cause),
        DirectoryNotFoundException => NotWritable("its folder does not exist.", "Make the folder, or correct \"path\" in the profile.", cause),
        IOException io when IsLocked(io) => Locked(cause),
        IOException io => (io.HResult & 0xFFFF) switch
        {
            DiskFull or QuotaExceeded or WindowsDiskFull => NotWritable("the disk is full.", "Make room for a second copy of the file in its folder, and run again.", cause),
            ReadOnlyFileSystem => NotWritable("the file system is read-only.", "Put the file where it can be written.", cause),
            _ => NotWritable(cause.Message, "Check the disk or the network share, and run again.", cause),
        },
        _ => NotWritable(cause.Message, "Check the file and its folder, and run again.", cause),
    };

    private ConnectorException Locked(Exception cause) =>
        Make(ErrorIds.FileLocked, ConnectorErrorKind.Transient, $"{path} is held open by another program.", "Close it there (a spreadsheet, an export that is still running), and run again.", null, cause);

    private ConnectorException NotUtf8(Exception cause)
    {
        const string Remedy = "Save the file as UTF-8 (Excel: \"CSV UTF-8 (Comma delimited)\").";
        try
        {
            return Invalid(Utf8Text.FirstBadLine(path), "the text is not UTF-8.", Remedy, cause);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Invalid(0, "the text is not UTF-8.", Remedy, cause);
        }
    }

    private static bool IsLocked(IOException cause) => OperatingSystem.IsWindows()
        ? (cause.HResult & 0xFFFF) is WindowsSharing or WindowsLock
        : (cause.HResult & 0xFFFF) == WouldBlock;

    private ConnectorException Make(string id, ConnectorErrorKind kind, string message, string remedy, string? item = null, Exception? inner = null) =>
        new(new SyncError(id, message) { Kind = kind, Remedy = remedy, Side = side, Item = item ?? path }, inner);
}
