using System.Text.RegularExpressions;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Agent;

/// <summary>Copies an agent to a folder, here or over scp, and has it answer.</summary>
public sealed partial class AgentInstaller
{
    private const string Shared = "usersync-agent.php";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly string[] NeverAsk = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=20"];
    private readonly ConnectorContext _context;
    private readonly string _temp;

    /// <summary>Makes an installer.</summary>
    /// <param name="context">The clock and the listeners.</param>
    /// <param name="tempFolder">A folder for the files until scp has taken them.</param>
    public AgentInstaller(ConnectorContext context, string tempFolder)
    {
        _context = context;
        _temp = tempFolder;
    }

    /// <summary>The programs that reach another host; tests put their own here.</summary>
    internal string Ssh { get; init; } = "ssh";

    /// <summary>The program that copies to another host.</summary>
    internal string Scp { get; init; } = "scp";

    /// <summary>Checks what was asked for without doing anything; tells where the agent will lie.</summary>
    /// <exception cref="UserSyncException">ItemRefused: the kind, the destination or an option cannot be used.</exception>
    public static string Plan(AgentInstallRequest request)
    {
        if (!AgentInstallRequest.Kinds.Contains(request.Kind, StringComparer.Ordinal))
            throw Refused(request.Kind, $"There is no agent for {request.Kind}.", $"Name one of {string.Join(", ", AgentInstallRequest.Kinds)}.");
        if (string.IsNullOrWhiteSpace(request.Root))
            throw Refused("root", "The folder of the CMS is missing.", "Give the folder on its host in which the CMS is installed.");
        if (!IsRemote(request.Destination))
            return Path.Combine(request.Destination, request.Kind + ".php");
        if (!RemotePlace().IsMatch(request.Destination))
        {
            throw Refused(request.Destination, $"\"{request.Destination}\" is no place that scp can be given safely.",
                "Write user@host:/folder, with a folder of letters, digits, dots, dashes and slashes.");
        }

        (string host, string folder) = Split(request.Destination);
        return $"{host}:{folder}/{request.Kind}.php";
    }

    /// <summary>Copies the agent and asks it who it is.</summary>
    /// <exception cref="UserSyncException">It cannot be copied, started, or does not fit.</exception>
    public async Task<AgentInstallation> InstallAsync(AgentInstallRequest request, CancellationToken cancellationToken)
    {
        string place = Plan(request);
        IReadOnlyList<string> command = IsRemote(request.Destination) ? await CopyAwayAsync(request, cancellationToken) : await CopyHereAsync(request, place, cancellationToken);
        AgentSettings settings = new(command, request.Root) { Timeout = Timeout };
        await using AgentPool pool = new(new AgentPlace(settings, _temp, request.Kind, request.Url), _context, 1, new RequestCount());
        AgentHello hello = await pool.HelloAsync(cancellationToken);
        if (hello.Version != AgentLimits.Version)
        {
            throw AgentFailures.Error(ConnectorErrorKind.Fatal, $"The agent that answers is {hello.Version}, the one that was copied is {AgentLimits.Version}.",
                "A forced command in authorized_keys may start another one: name this agent there, or install over that one.");
        }

        return new AgentInstallation(request.Kind, place, hello.Version) { Product = hello.Product, Php = hello.Php, RunsAs = hello.RunsAs, Command = command, Root = request.Root };
    }

    /// <summary>The text of a file of the agents, as this version brings it.</summary>
    internal static async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken)
    {
        await using Stream stream = typeof(AgentInstaller).Assembly.GetManifestResourceStream("agents/" + name) ?? throw new InvalidOperationException($"{name} is not part of this build.");
        using MemoryStream bytes = new();
        await stream.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }

    private static async Task<IReadOnlyList<string>> CopyHereAsync(AgentInstallRequest request, string agent, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(request.Destination);
            await WriteAsync(request, request.Destination, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserSyncException(new SyncError(ErrorIds.FileNotWritable, $"The agent cannot be written to {request.Destination}: {failure.Message}") { Item = request.Destination, Side = Side.Cms, Remedy = "Check the folder and its rights." }, failure);
        }

        return [request.Php, agent];
    }

    private async Task<IReadOnlyList<string>> CopyAwayAsync(AgentInstallRequest request, CancellationToken cancellationToken)
    {
        (string host, string folder) = Split(request.Destination);
        string files = Directory.CreateDirectory(Path.Combine(_temp, $"usersync-agent-{Guid.NewGuid():N}")).FullName;
        try
        {
            await WriteAsync(request, files, cancellationToken);
            await RunAsync([Ssh, .. NeverAsk, .. request.SshOptions, "--", host, "mkdir", "-p", folder], cancellationToken);
            await RunAsync([Scp, "-q", .. NeverAsk, .. request.SshOptions, "--", Path.Combine(files, Shared), Path.Combine(files, request.Kind + ".php"), $"{host}:{folder}/"], cancellationToken);
        }
        finally
        {
            Directory.Delete(files, recursive: true);
        }

        return [Ssh, "-o", "BatchMode=yes", .. request.SshOptions, host, request.Php, $"{folder}/{request.Kind}.php"];
    }

    // The shared file first: an agent that runs meanwhile finds the new one or the old one, whole.
    private static async Task WriteAsync(AgentInstallRequest request, string folder, CancellationToken cancellationToken)
    {
        foreach (string name in new[] { Shared, request.Kind + ".php" })
        {
            string path = Path.Combine(folder, name);
            string unfinished = path + ".new";
            await File.WriteAllBytesAsync(unfinished, await ReadAsync(name, cancellationToken), cancellationToken);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            File.Move(unfinished, path, overwrite: true);
        }
    }

    private async Task RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        await using AgentProcess process = AgentProcess.Start(new AgentSettings(command, "") { Timeout = Timeout }, _temp, _context.Time);
        try
        {
            await process.EndedAsync(cancellationToken);
        }
        catch (AgentLostException lost)
        {
            throw lost.Cause;
        }
    }

    // C:\agents is a folder of this machine.
    private static bool IsRemote(string destination) => destination.IndexOf(':', StringComparison.Ordinal) > 1;

    private static (string Host, string Folder) Split(string destination)
    {
        int colon = destination.IndexOf(':', StringComparison.Ordinal);
        string folder = destination[(colon + 1)..].TrimEnd('/');
        return (destination[..colon], folder.Length == 0 ? "." : folder);
    }

    private static UserSyncException Refused(string item, string message, string remedy) => new(new SyncError(ErrorIds.ItemRefused, message) { Item = item, Side = Side.Cms, Remedy = remedy });

    // The other side hands the folder to a shell.
    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9_.@-]*:[A-Za-z0-9_./~-]*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RemotePlace();
}
