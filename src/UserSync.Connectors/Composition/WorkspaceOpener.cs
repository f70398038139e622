using System.Security.Cryptography;
using UserSync.Connectors.Agent;
using UserSync.Connectors.AmoCrm;
using UserSync.Connectors.CiviCrm;
using UserSync.Connectors.Drupal;
using UserSync.Connectors.Files;
using UserSync.Connectors.Joomla;
using UserSync.Connectors.WordPress;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Links.Sqlite;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Composition;

/// <summary>Opens what a profile names: the one place that knows which kind of system has which connector.</summary>
public sealed class WorkspaceOpener
{
    private const string ParamsPrefix = "params.";
    private readonly WorkspaceOptions _options;

    /// <summary>Works with what the front handed over.</summary>
    public WorkspaceOpener(WorkspaceOptions options) => _options = options;

    /// <summary>Opens both connectors and the link store.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="preview">True for -WhatIf: no store is made, migrated or changed.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="UserSyncException">SecretUnavailable, StoreUnavailable, ProfileInvalid and others.</exception>
    public async Task<Workspace> OpenAsync(SyncProfile profile, bool preview, CancellationToken cancellationToken)
    {
        ICmsConnector cms = OpenCms(profile);
        try
        {
            ICrmConnector crm = OpenCrm(profile);
            try
            {
                return new Workspace(profile, cms, crm, await OpenStoreAsync(profile, preview, cancellationToken), _options.Host);
            }
            catch
            {
                await crm.DisposeAsync();
                throw;
            }
        }
        catch
        {
            await cms.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the link store alone.</summary>
    public Task<LinkStore> OpenStoreAsync(SyncProfile profile, bool preview, CancellationToken cancellationToken)
    {
        if (profile.Links is not { Store: "sqlite", Path: { } path })
            throw NotInThisVersion("links.store", $"a link store of kind {profile.Links.Store}", "Use \"sqlite\".");
        return LinkStore.OpenAsync(new SqliteDatabase(path, preview), _options.Host.Clock, cancellationToken);
    }

    /// <summary>After a checklist without a failing line: lets runs through that waited for a human. Otherwise the store is only looked at.</summary>
    public async Task ClearAsync(SyncProfile profile, CancellationToken cancellationToken)
    {
        await using (LinkStore preview = await OpenStoreAsync(profile, preview: true, cancellationToken))
        {
            if (await preview.Runs.WaitingForHumanAsync(profile.Cms.Key, profile.Crm.Key, cancellationToken) is null)
                return;
        }

        await using LinkStore store = await OpenStoreAsync(profile, preview: false, cancellationToken);
        await store.Runs.ClearAsync(profile.Cms.Key, profile.Crm.Key, cancellationToken);
    }

    /// <summary>Opens the connector of the website.</summary>
    public ICmsConnector OpenCms(SyncProfile profile)
    {
        EndSettings end = profile.Cms;
        return end.Kind switch
        {
            EndKinds.Csv or EndKinds.Json => new FileCmsConnector(end, profile.Name, UserPaths(profile), _options.Host.Clock, _options.Host.TempFolder, _options.Host.Seam),
            EndKinds.Backdrop => OpenAgent(profile),
            EndKinds.Joomla when end.Agent is not null => WithParams(profile, OpenJoomla(profile)),
            EndKinds.Joomla => OpenJoomla(profile),
            // The agent reads and writes all that REST does, and all meta besides.
            EndKinds.WordPress when end.Agent is not null => OpenAgent(profile),
            EndKinds.WordPress => new WordPressConnector(end, Secret(Side.Cms, profile), profile.Users, Context(profile)),
            EndKinds.Drupal => new DrupalConnector(profile, Secret(Side.Cms, profile), Context(profile)),
            _ => throw NotInThisVersion("cms.kind", $"a site of kind {end.Kind}", "Use wordpress, joomla, drupal, backdrop, csv or json."),
        };
    }

    /// <summary>Opens the connector of the CRM.</summary>
    public ICrmConnector OpenCrm(SyncProfile profile)
    {
        EndSettings end = profile.Crm;
        return end.Kind switch
        {
            EndKinds.Csv or EndKinds.Json => new FileCrmConnector(end, profile.Name, Rules(profile).Mappings.SelectMany(m => m.Previous is null ? [m.Contact] : new[] { m.Contact, m.Previous }).ToList(), _options.Host.Clock, _options.Host.TempFolder, _options.Host.Seam),
            EndKinds.CiviCrm => new CiviCrmConnector(end, Secret(Side.Crm, profile), Option(Side.Crm, profile, "siteKey"), profile.Contacts, profile.Links.Mirror == "ufmatch", Context(profile)),
            EndKinds.AmoCrm when end.Options.ContainsKey("oauth.clientId") => new AmoCrmConnector(OpenConnection(profile), profile.Contacts),
            EndKinds.AmoCrm => new AmoCrmConnector(end, Secret(Side.Crm, profile), profile.Contacts, Memory(profile), Context(profile)),
            _ => throw NotInThisVersion("crm.kind", $"a CRM of kind {end.Kind}", "Use amocrm, civicrm, csv or json."),
        };
    }

    /// <summary>The integration that the profile names, for an administrator to connect.</summary>
    /// <exception cref="UserSyncException">ProfileInvalid: the profile has none.</exception>
    public AccountConnection OpenConnection(SyncProfile profile) => Option(Side.Crm, profile, "oauth.clientSecret") is { } secret
        ? new AccountConnection(profile.Crm, secret, Memory(profile), Context(profile))
        : throw new UserSyncException(new SyncError(ErrorIds.ProfileInvalid, "crm.oauth is missing in the profile, so there is no integration to connect.")
        {
            Item = "crm.oauth",
            Remedy = "A long-lived token needs no connecting; for an integration add crm.oauth: docs/amocrm.md.",
        });

    private IAccountMemory Memory(SyncProfile profile) => profile.Links is { Store: "sqlite", Path: { } path }
        ? new StoreMemory(path, profile.Cms.Key, profile.Crm.Key, _options.Host)
        : new VolatileMemory(_options.Host.Clock);

    private JoomlaConnector OpenJoomla(SyncProfile profile) => new(profile.Cms, Secret(Side.Cms, profile), profile.Users, [.. UserPaths(profile).Where(p => !IsParam(p))], Context(profile));

    private AgentConnector OpenAgent(SyncProfile profile, RequestCount? requests = null) => new(profile.Cms, FolderOf(profile), profile.Users, Context(profile), requests);

    // Joomla's web services drop params without a word.
    private UsersWithParams WithParams(SyncProfile profile, JoomlaConnector rest) => new(rest, OpenAgent(profile, rest.Requests), ParamsPrefix);

    private static bool IsParam(string path) => path.StartsWith(ParamsPrefix, StringComparison.Ordinal);

    private static string FolderOf(SyncProfile profile) => Path.GetDirectoryName(profile.Path) ?? ".";

    // The name is read for messages wherever there is one; a file without it lacks nothing unless it is mapped.
    private static List<string> UserPaths(SyncProfile profile)
    {
        PlanRules rules = Rules(profile);
        return [.. rules.Paths.UserFields.Where(p => p != "name" || rules.Mappings.Any(m => m.User == p || m.Transform.RecordPaths.Contains(p, StringComparer.Ordinal)))];
    }

    private static PlanRules Rules(SyncProfile profile) => new(profile, new ConnectorCapabilities());

    private static UserSyncException NotInThisVersion(string key, string what, string remedy)
        => new(new SyncError(ErrorIds.ProfileInvalid, $"{key}: {what} is not part of this version.") { Item = key, Remedy = remedy });

    private string Secret(Side side, SyncProfile profile)
        => _options.Secrets.Resolve(side, side == Side.Cms ? profile.Cms : profile.Crm, FolderOf(profile));

    // Some options are references to secrets too.
    private string? Option(Side side, SyncProfile profile, string key)
    {
        EndSettings end = side == Side.Cms ? profile.Cms : profile.Crm;
        return end.Options.TryGetValue(key, out string? reference)
            ? _options.Secrets.Resolve(side, end with { Credential = reference }, FolderOf(profile), key)
            : null;
    }

    private ConnectorContext Context(SyncProfile profile) => new(_options.Host.Clock)
    {
        // Spreads repeated requests: 53 random bits, as many as a double holds.
        Random = static () => (BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) >> 11) * (1.0 / (1UL << 53)),
        Trace = _options.Trace,
        TraceBodies = _options.TraceBodies,
        Profile = profile.Name,
    };
}
