using System.Text;
using Serilog.Sinks.File;

namespace UserSync.Cli.Logs;

/// <summary>Makes each log file readable by its owner only: ids and addresses stand in it.</summary>
internal sealed class OwnerOnly : FileLifecycleHooks
{
    /// <inheritdoc/>
    public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return base.OnFileOpened(path, underlyingStream, encoding);
    }
}
