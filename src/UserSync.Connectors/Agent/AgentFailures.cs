using System.ComponentModel;
using System.Globalization;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Agent;

/// <summary>Turns what happens to a program that we started into classified errors.</summary>
internal static class AgentFailures
{
    private const string BatchMode = "BatchMode=yes";

    // ENOENT and EACCES; on Windows, ERROR_FILE_NOT_FOUND is 2 too.
    private const int NoSuchFile = 2;
    private const int NoAccess = 13;

    /// <summary>The program cannot be started at all.</summary>
    public static ConnectorException NotStarted(string program, Exception failure) => Error(ConnectorErrorKind.Fatal,
        $"The program \"{program}\" of cms.agent.command could not be started: {Reason(failure)}.",
        program.Contains("ssh", StringComparison.OrdinalIgnoreCase) ? "Install the ssh client, or give its full path." : "Install PHP for the command line (php-cli), or give the full path of the program.", failure);

    /// <summary>No answer in time.</summary>
    public static ConnectorException Hangs(AgentSettings settings, string said, Exception failure) => Error(ConnectorErrorKind.Transient,
        string.Create(CultureInfo.InvariantCulture, $"The agent gave no answer within {settings.Timeout.TotalSeconds:0.###} s and was ended.{Said(said)}"),
        IsSsh(settings) && !IsBatch(settings) ? $"ssh probably waits for a password or for a yes to a host key: add \"-o\", \"{BatchMode}\" to cms.agent.command, and use a key."
            : "Look into the error log of the site; raise cms.agent.timeoutSeconds if the site is only slow.", failure);

    /// <summary>An answer longer than the protocol allows.</summary>
    public static ConnectorException LineTooLong(Exception failure) => Error(ConnectorErrorKind.Protocol,
        $"The agent answered with a line of more than {AgentLimits.Line / (1024 * 1024)} MB.", "That is no agent of UserSync, or a plugin of the site prints without end. Install the agent anew with Install-SyncAgent.", failure);

    /// <summary>An answer that is no JSON of the protocol.</summary>
    public static ConnectorException NotUnderstood(Exception failure, string said) => Error(ConnectorErrorKind.Protocol,
        $"The agent's answer cannot be understood: {failure.Message}{Said(said)}", "Install the agent anew with Install-SyncAgent.", failure);

    /// <summary>The program ended without an answer.</summary>
    public static ConnectorException Gone(AgentSettings settings, int exitCode, string said, Exception failure)
    {
        string program = settings.Command[0];
        (ConnectorErrorKind Kind, string What, string? Remedy) why = said switch
        {
            _ when Has("Host key verification failed") || Has("REMOTE HOST IDENTIFICATION HAS CHANGED") => (ConnectorErrorKind.Fatal, "ssh does not trust the host's key",
                "Log in once by hand with the same command and account, and compare the key; if the host was set up anew, remove its old key with ssh-keygen -R."),
            _ when Has("Permission denied (") => (ConnectorErrorKind.Authentication, "ssh was not let in",
                "Put the public key of the account that runs UserSync into authorized_keys on the host, and name the key with \"-i\"."),
            _ when Has("Could not resolve hostname") || Has("Connection refused") || Has("Connection timed out") || Has("No route to host") || Has("Connection closed by") =>
                (ConnectorErrorKind.Transient, "ssh got no connection", "Check the name of the host in cms.agent.command, the network and the firewall."),
            _ when Has("Could not open input file") => (ConnectorErrorKind.Fatal, "PHP did not find the agent", "Install it with Install-SyncAgent, and give its full path in cms.agent.command."),
            _ when Has("Failed opening required") && Has("usersync-agent.php") => (ConnectorErrorKind.Fatal, "the file usersync-agent.php is missing beside the agent", "Install both files with Install-SyncAgent."),
            _ when Has("arse error") => (ConnectorErrorKind.Fatal, "PHP cannot read the agent or a file of the site", "The agent needs PHP 7.4 or newer on the command line; a host may have several (php8.2)."),
            _ when exitCode == 127 || Has("command not found") => (ConnectorErrorKind.Fatal, "there is no such program on the host", "Install PHP for the command line (php-cli) on the host, or give its full path."),
            _ => (ConnectorErrorKind.Transient, "it may have been ended from outside, or the CMS ended it", "Look into the error log of the site. Run the command of cms.agent.command by hand to see what it says."),
        };
        return Error(why.Kind, string.Create(CultureInfo.InvariantCulture, $"The agent ended without an answer (\"{program}\", exit code {exitCode}): {why.What}.{Said(said)}"), why.Remedy, failure);

        bool Has(string text) => said.Contains(text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What the agent itself refused.</summary>
    public static ConnectorException Refused(AgentFault fault, string? item = null)
    {
        ConnectorErrorKind kind = KindOf(fault.Code);
        return new ConnectorException(Side.Cms, kind, fault.Message.EndsWith('.') ? fault.Message : fault.Message + ".", RemedyOf(kind), item ?? fault.Path);
    }

    /// <summary>The class of a code of the protocol.</summary>
    public static ConnectorErrorKind KindOf(string code) => code switch
    {
        "transient" or "notAttempted" => ConnectorErrorKind.Transient,
        "permission" => ConnectorErrorKind.Permission,
        "notFound" => ConnectorErrorKind.NotFound,
        "duplicate" => ConnectorErrorKind.Duplicate,
        "invalidItem" => ConnectorErrorKind.InvalidItem,
        "maintenance" => ConnectorErrorKind.Maintenance,
        "inDoubt" => ConnectorErrorKind.InDoubt,
        "fatal" => ConnectorErrorKind.Fatal,
        _ => ConnectorErrorKind.Protocol,
    };

    /// <summary>True when the command is ssh.</summary>
    public static bool IsSsh(AgentSettings settings) => Path.GetFileNameWithoutExtension(settings.Command[0]).Equals("ssh", StringComparison.OrdinalIgnoreCase);

    /// <summary>True when ssh was told never to ask.</summary>
    public static bool IsBatch(AgentSettings settings) => settings.Command.Any(a => a.Replace(" ", "", StringComparison.Ordinal).EndsWith(BatchMode, StringComparison.OrdinalIgnoreCase));

    /// <summary>An error of the site's side.</summary>
    public static ConnectorException Error(ConnectorErrorKind kind, string message, string? remedy, Exception? inner = null, string? item = null) => new(Side.Cms, kind, message, remedy, item, inner);

    // The runtime's own message names the folder in which the program would have started.
    private static string Reason(Exception failure) => failure is Win32Exception { NativeErrorCode: NoSuchFile } ? "there is none of this name, or not on the PATH"
        : failure is Win32Exception { NativeErrorCode: NoAccess } ? "this account may not run it"
        : failure.Message.TrimEnd('.');

    private static string? RemedyOf(ConnectorErrorKind kind) => kind switch
    {
        ConnectorErrorKind.Transient => "Check that the site and its database run, and run again.",
        ConnectorErrorKind.Permission => "See docs/agent-protocol.md for what the agent does not do.",
        ConnectorErrorKind.Duplicate => "Link that user instead, or change the value on one side.",
        ConnectorErrorKind.Maintenance => "Run again when the maintenance is over.",
        ConnectorErrorKind.Fatal => "Check cms.agent.root, and that the account that runs the agent may read the site's files.",
        ConnectorErrorKind.Protocol => "Install the agent anew with Install-SyncAgent.",
        _ => null,
    };

    private static string Said(string said) => said.Length == 0 ? "" : $" It said: {said}";
}
