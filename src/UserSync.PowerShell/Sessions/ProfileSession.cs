using System.Management.Automation;
using UserSync.Connectors.AmoCrm;
using UserSync.Connectors.Composition;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Sessions;

/// <summary>A profile in the hands of one cmdlet call: opens what it needs when it needs it, and closes it with the call.</summary>
internal sealed class ProfileSession : IDisposable
{
    // Ctrl+C in a shell must answer within a second.
    private static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(700);
    private readonly IShell _shell;
    private readonly TraceQueue _traces = new();
    private readonly Errands _errands = new();
    private readonly CancellationToken _stop;
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private readonly HostContext _host = ProcessHost.Create(StopGrace);
    private LinkStore? _store;
    private ICmsConnector? _cms;
    private ICrmConnector? _crm;
    private AccountConnection? _connection;

    private ProfileSession(IShell shell, SyncProfile profile, CancellationToken stop)
    {
        _shell = shell;
        _stop = stop;
        Profile = profile;
        Reference = ProfileChoice.Reference(shell, profile);
    }

    /// <summary>The profile, with the credentials that the caller gave.</summary>
    public SyncProfile Profile { get; private set; }

    /// <summary>What outputs carry as their profile.</summary>
    public string Reference { get; }

    public string Site => Profile.Cms.Key;

    public string Account => Profile.Crm.Key;

    public HostContext Host => _host;

    public static ProfileSession Open(IShell shell, string? nameOrPath, CancellationToken stop)
        => new(shell, ProfileLoader.Load(ProfileChoice.Find(shell, nameOrPath)), stop);

    public static ProfileSession Of(IShell shell, SyncProfile profile, CancellationToken stop) => new(shell, profile, stop);

    /// <summary>Uses the caller's credentials instead of the profile's.</summary>
    public void Use(PSCredential? cms, PSCredential? crm)
    {
        if (cms is not null)
            Profile = Profile with { Cms = Profile.Cms with { Credential = Given(Side.Cms, cms) } };
        if (crm is not null)
            Profile = Profile with { Crm = Profile.Crm with { Credential = Given(Side.Crm, crm) } };
    }

    /// <summary>The link store.</summary>
    /// <param name="preview">True to look at it: nothing is made or migrated.</param>
    public LinkStore Store(bool preview) => _store ??= Take(() => Opener().OpenStoreAsync(Profile, preview, _stop));

    /// <summary>The link store, for changes by hand: they are journalled with who made them.</summary>
    public LinkStore Edit()
    {
        LinkStore store = Store(preview: false);
        store.Editor ??= ProcessHost.Editor(Profile.Name, _shell.Command);
        return store;
    }

    /// <summary>Lets runs through that waited for a human.</summary>
    public void Clear() => Take(async () =>
    {
        await Opener().ClearAsync(Profile, _stop);
        return true;
    });

    public ICmsConnector Cms() => _cms ??= Opener(Side.Cms).OpenCms(Profile);

    public ICrmConnector Crm() => _crm ??= Opener(Side.Crm).OpenCrm(Profile);

    /// <summary>The integration that the profile names, for an administrator to connect.</summary>
    public AccountConnection Connection() => _connection ??= Opener(Side.Crm).OpenConnection(Profile);

    /// <summary>Both ends and the store. They stay this session's to close.</summary>
    public Workspace Workspace(bool preview) => new(Profile, Cms(), Crm(), Store(preview), _host);

    /// <summary>Keeps names for completion; that this is not possible is no failure of the command.</summary>
    public void Remember(KnownNames names)
    {
        if (new NameCache(_shell.Environment).Write(Profile.Path, names) is { } why)
            _shell.Verbose($"Names for completion could not be kept: {why}");
    }

    /// <summary>Walks through what the core brings; what requests told meanwhile is told first.</summary>
    public IEnumerable<T> All<T>(IAsyncEnumerable<T> source)
    {
        using IEnumerator<T> items = _errands.Pull(source, _stop).GetEnumerator();
        while (Moved(items))
            yield return items.Current;
    }

    /// <summary>Has something done on the pipeline's thread while that thread waits for the core.</summary>
    public Task<T> OnPipelineAsync<T>(Func<T> work, CancellationToken cancellationToken) => _errands.AskAsync(work, cancellationToken);

    /// <summary>Waits for one answer of the core.</summary>
    public T Take<T>(Func<Task<T>> work)
    {
        try
        {
            return Pull.One(work, _stop);
        }
        finally
        {
            Replay();
        }
    }

    public void Dispose()
    {
        if (_cms is not null)
            Pull.Done(_cms.DisposeAsync);
        if (_crm is not null)
            Pull.Done(_crm.DisposeAsync);
        if (_connection is not null)
            Pull.Done(_connection.DisposeAsync);
        if (_store is not null)
            Pull.Done(_store.DisposeAsync);
        (_cms, _crm, _connection, _store) = (null, null, null, null);
        _errands.Dispose();
    }

    private bool Moved<T>(IEnumerator<T> items)
    {
        try
        {
            return items.MoveNext();
        }
        finally
        {
            Replay();
        }
    }

    // A stopped pipeline takes no more lines.
    private void Replay()
    {
        if (!_stop.IsCancellationRequested)
            _traces.Replay(_shell);
    }

    private string Given(Side side, PSCredential credential)
    {
        string reference = side == Side.Cms ? "-CmsCredential" : "-CrmCredential";
        _secrets[reference] = CredentialText.Of(credential);
        return reference;
    }

    private WorkspaceOpener Opener(Side? side = null)
    {
        string? reference = side switch { Side.Cms => Profile.Cms.Credential, Side.Crm => Profile.Crm.Credential, _ => null };
        if (reference is not null && !_secrets.ContainsKey(reference) && SecretReference.Parse(reference) is { Source: SecretReference.Vault } vault && vault.Name.Split('/') is [var box, var entry])
            _secrets[reference] = _shell.Secret(box, entry);
        bool told = _shell.ShowsVerbose || _shell.ShowsDebug;
        return new WorkspaceOpener(new WorkspaceOptions
        {
            Host = _host,
            Secrets = new SecretResolver(_shell.Environment, _secrets),
            Trace = told ? _traces.Add : null,
            TraceBodies = _shell.ShowsDebug,
        });
    }
}
