using System.Globalization;
using Serilog;
using Serilog.Core;
using UserSync.Core.Errors;
using UserSync.Core.Execution;

namespace UserSync.Cli.Logs;

/// <summary>
/// The log of unattended runs: warnings, one line a change and a request, the summary. A new file begins at 10 MB, the last 14 are kept,
/// and only their owner can read them. Texts arrive redacted.
/// </summary>
internal sealed class LogFile : IDisposable
{
    private const long RollAt = 10 << 20;
    private const int Kept = 14;
    private readonly Logger _log;

    /// <summary>Opens or continues a log.</summary>
    /// <exception cref="UserSyncException">FileNotWritable.</exception>
    public LogFile(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (File.Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
            {
                // The library tells nobody when it cannot write: this does.
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserSyncException(
                new SyncError(ErrorIds.FileNotWritable, $"The log file {path} cannot be written: {failure.Message}") { Item = path, Remedy = "Choose another --log-file, or give this account the right to write there." }, failure);
        }

        _log = new LoggerConfiguration()
            .MinimumLevel.Verbose()
            .WriteTo.File(
                path, outputTemplate: "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {Message:lj}{NewLine}", formatProvider: CultureInfo.InvariantCulture,
                fileSizeLimitBytes: RollAt, rollOnFileSizeLimit: true, retainedFileCountLimit: Kept, hooks: new OwnerOnly())
            .CreateLogger();
    }

    /// <summary>Writes detail.</summary>
    public void Detail(string text) => _log.Debug("{Text:l}", text);

    /// <summary>Writes a warning.</summary>
    public void Warn(string text) => _log.Warning("{Text:l}", text);

    /// <summary>Writes an error with its id and remedy.</summary>
    public void Fail(SyncError error) => _log.Error("[{Id:l}] {Text:l}", error.Id, error.ToString());

    /// <summary>Writes how a change ended.</summary>
    public void Ended(SyncResult result)
    {
        if (result.Error is { } error)
            _log.Error("[{Id:l}] user {User:l}, contact {Contact:l}: {Text:l}", error.Id, result.UserId ?? "-", result.ContactId ?? "-", error.ToString());
        else
            _log.Information("{Action:l}: user {User:l}, contact {Contact:l}: {Reason:l}", result.Action.ToString(), result.UserId ?? "-", result.ContactId ?? "-", result.Reason);
    }

    /// <summary>Writes the numbers of a run.</summary>
    public void Summary(SyncSummary summary) => _log.Information("Run {Run:l} of profile {Profile:l}: {Text:l}", summary.Run, summary.Profile, summary.ToString());

    /// <inheritdoc/>
    public void Dispose() => _log.Dispose();
}
