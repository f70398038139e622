using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using UserSync.Cli.Commands;
using UserSync.Cli.Hosting;
using UserSync.Core.Errors;
using UserSync.Core.Execution;

namespace UserSync.Cli;

/// <summary>The program without its process: arguments and a host in, an exit code out.</summary>
internal static class UserSyncProgram
{
    /// <summary>Runs one command line.</summary>
    public static async Task<int> RunAsync(string[] args, ProgramHost host)
    {
        var frame = new CommandFrame(host);
        RootCommand root = Root(frame);

        // No response files: "@name" is somebody's id, not a file of arguments.
        ParseResult parse = root.Parse(args.Length == 0 ? ["--help"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Action is ParseErrorAction || (parse.Errors.Count > 0 && parse.Action is not HelpAction))
        {
            string command = string.Join(' ', parse.CommandResult.Command.Parents.OfType<Command>().Reverse().Append(parse.CommandResult.Command).Select(c => c == root ? "usersync" : c.Name));
            using var session = new Session(host, parse, frame.Options);
            return session.Fail(new SyncError(UsageError, string.Join(' ', parse.Errors.Select(e => e.Message))) { Remedy = $"{command} --help lists what can be given." }, RunEnd.Usage);
        }

        // Ctrl+C is ours: a stop has a grace of its own.
        int exit = await parse.InvokeAsync(new InvocationConfiguration { Output = host.Out, Error = host.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, CancellationToken.None);
        return args.Length == 0 ? (int)RunEnd.Usage : exit;
    }

    /// <summary>Error id of a command line that cannot be understood.</summary>
    public const string UsageError = nameof(UsageError);

    /// <summary>All commands.</summary>
    public static RootCommand Root(CommandFrame frame)
    {
        var root = new RootCommand("Keeps the users of a website and the contacts of a CRM in step. Try it out with: usersync demo")
        {
            SyncCommand.Create(frame),
            ImportCommand.Create(frame),
            UndoCommand.Create(frame),
            PlanCommand.Create(frame),
            LinksCommand.Create(frame),
            ConflictsCommand.Create(frame),
            HistoryCommand.Create(frame),
            ProfileCommand.Create(frame),
            AgentCommand.Create(frame),
            ConnectCommand.Create(frame),
            DemoCommand.Create(frame),
        };
        frame.Options.AddTo(root);
        return root;
    }
}
