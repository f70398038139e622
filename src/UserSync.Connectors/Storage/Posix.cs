using System.Runtime.InteropServices;

namespace UserSync.Connectors.Storage;

/// <summary>Three calls of Linux that .NET does not offer: a folder's fsync, and keeping the owner of a replaced file.</summary>
internal static class Posix
{
    private const int CloseOnExec = 0x80000;
    private const int FolderOnIntel = 0x10000;
    private const int FolderOnArm = 0x4000;
    private const int CurrentFolder = -100;
    private const uint OwnerAndGroup = 0x8 | 0x10;
    private const int StatxSize = 256;
    private const int OwnerOffset = 20;
    private const int GroupOffset = 24;

    /// <summary>Makes a rename in this folder last. Not every file system can; then there is nothing more to be done.</summary>
    public static void SyncFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return;
        bool arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
        int handle = Open(folder, CloseOnExec | (arm ? FolderOnArm : FolderOnIntel));
        if (handle < 0)
            return;
        _ = Fsync(handle);
        _ = Close(handle);
    }

    /// <summary>
    /// Gives a new file the owner and group of the one that it will replace: a run as root must not take the file away from
    /// the program that it belongs to. False when they differ and this account may not change them.
    /// </summary>
    public static bool CopyOwner(string from, string to)
    {
        if (!OperatingSystem.IsLinux() || Owner(from) is not { } wanted || Owner(to) is not { } has || wanted == has)
            return true;
        return Chown(to, wanted.User, wanted.Group) == 0;
    }

    private static (uint User, uint Group)? Owner(string path)
    {
        byte[] answer = new byte[StatxSize];
        try
        {
            return Statx(CurrentFolder, path, 0, OwnerAndGroup, answer) == 0
                ? (BitConverter.ToUInt32(answer, OwnerOffset), BitConverter.ToUInt32(answer, GroupOffset))
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

#pragma warning disable SYSLIB1054, CA2101 // Generated marshalling needs unsafe code, which this project does without; the strings are UTF-8.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);

    [DllImport("libc", EntryPoint = "chown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Chown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] answer);
#pragma warning restore SYSLIB1054, CA2101
}
