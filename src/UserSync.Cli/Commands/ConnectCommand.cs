using System.CommandLine;
using UserSync.Cli.Output;
using UserSync.Connectors.AmoCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync connect</c>: connects an integration to its CRM account.</summary>
internal static class ConnectCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var answer = new Argument<string?>("answer") { Arity = ArgumentArity.ZeroOrOne, Description = "The whole address that the administrator's browser was sent to, or the code. Without it the address is told at which access is granted." };
        var command = new Command("connect", "Connects an integration (OAuth) to its amoCRM or Kommo account.") { answer };
        frame.Act(command, async session =>
        {
            SyncProfile profile = session.LoadProfile();
            await using AccountConnection connection = session.Opener.OpenConnection(profile);
            if (session.ValueOrNull(answer) is not { Length: > 0 } given)
            {
                Ask(session, connection.ConsentAddress);
                return RunEnd.Done;
            }

            EndIdentity account = await connection.ConnectAsync(given, session.Stop);
            if (session.IsJson)
                session.Json.Property("account", new { account.Id, account.Product, account.ActingAs });
            else
                session.Tell($"Connected to account {account.Id}, {account.Product}, acting as {account.ActingAs}.");
            return RunEnd.Done;
        });
        return command;
    }

    private static void Ask(Session session, Uri address)
    {
        if (session.IsJson)
        {
            session.Json.Property("open", address.AbsoluteUri);
            return;
        }

        session.Tell(address.AbsoluteUri);
        session.Tell("Open it as an administrator of the account and allow the access. Then run, within twenty minutes:");
        session.Tell("usersync connect \"ADDRESS THAT THE BROWSER ENDS AT\"");
    }
}
