using System.CommandLine;
using UserSync.Cli.Output;
using UserSync.Connectors;
using UserSync.Connectors.Agent;
using UserSync.Core.Execution;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync agent</c>: the program on the site's host.</summary>
internal static class AgentCommand
{
    /// <summary>Makes the command with its own commands.</summary>
    public static Command Create(CommandFrame frame) => new("agent", "Installs the agent on a site's host.") { Install(frame) };

    private static Command Install(CommandFrame frame)
    {
        var kind = new Argument<string>("kind") { Description = $"Kind of the site: {string.Join(", ", AgentInstallRequest.Kinds)}." };
        kind.AcceptOnlyFromAmong([.. AgentInstallRequest.Kinds]);
        var destination = new Argument<string>("destination") { Description = "A folder of this machine outside the site's document root, or user@host:/folder." };
        var root = new Option<string>("--root") { Description = "Folder on its host in which the CMS is installed.", Required = true, HelpName = "folder" };
        var url = new Option<Uri?>("--url") { CustomParser = Parsing.Address, Description = "Address of the site, where its own configuration does not name it.", HelpName = "url" };
        var php = new Option<string?>("--php") { Description = "The program that runs PHP on the host; php by default.", HelpName = "program" };
        var ssh = new Option<string[]>("--ssh-option") { Description = "An argument for ssh and scp; several for several arguments: --ssh-option=-i --ssh-option=/etc/usersync/id_agent.", HelpName = "argument" };
        var command = new Command("install", "Copies the agent to a folder, here or over scp, and has it answer.") { kind, destination, root, url, php, ssh };
        frame.Act(command, async session =>
        {
            string given = session.Value(destination)!;
            bool isHere = given.IndexOf(':', StringComparison.Ordinal) <= 1;
            AgentInstallRequest request = new(session.Value(kind)!, isHere ? session.FullPath(given) : given, session.Value(root)!)
            {
                Url = session.Value(url),
                Php = session.Value(php) ?? "php",
                SshOptions = session.Value(ssh) ?? [],
            };
            AgentInstallation done = await new AgentInstaller(new ConnectorContext(TimeProvider.System) { Random = static () => 0 }, Path.GetTempPath()).InstallAsync(request, session.Stop);
            if (session.IsJson)
                session.Json.Property("agent", done);
            else
                session.Tell($"{done.Path}: agent {done.Version} for {done.Product}, PHP {done.Php}, runs as {done.RunsAs}. {ForProfile(done)}");
            return RunEnd.Done;
        });
        return command;
    }

    private static string ForProfile(AgentInstallation done) =>
        $"In the profile: \"agent\": {{ \"command\": [ {string.Join(", ", done.Command.Select(Quoted))} ], \"root\": {Quoted(done.Root)} }}";

    private static string Quoted(string text) => Newtonsoft.Json.JsonConvert.ToString(text);
}
