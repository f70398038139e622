using UserSync.Connectors.AmoCrm;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>An integration with its pair of tokens in a file, and any number of processes that use it.</summary>
internal sealed class AmoPair(AmoRun run) : IAsyncDisposable
{
    private readonly string _folder = RunFolder.Create("usersync-oauth-");

    /// <summary>Where the pair is kept.</summary>
    public string TokenFile => Path.Combine(_folder, "acme.tokens");

    /// <summary>An administrator grants access.</summary>
    public async Task<EndIdentity> ConnectAsync()
    {
        await using AccountConnection connection = Connection();
        return await connection.ConnectAsync(run.Scene.Simulator.Tokens.IssueCode(), AmoScene.Token);
    }

    /// <summary>A process that uses the pair.</summary>
    public AmoCrmConnector Open(IAccountMemory? memory = null) => new(Connection(memory), new ContactPolicy { Marker = AmoScene.Marker });

    /// <summary>The integration.</summary>
    public AccountConnection Connection(IAccountMemory? memory = null) => new(End(), "SAMPLE-NOT-A-REAL-SECRET", memory ?? run.Memory(), Given.Context(run.Scene.Time));

    /// <summary>The end of a profile that names the integration.</summary>
    public EndSettings End() => run.Scene.End(null, ("oauth.clientId", run.Scene.Simulator.Tokens.ClientId), ("oauth.redirectUri", "https://cms.example.org/usersync/oauth/callback"), ("oauth.tokenFile", TokenFile));

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
