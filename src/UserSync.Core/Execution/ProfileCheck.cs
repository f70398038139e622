using System.Globalization;
using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Execution;

/// <summary>The checklist of a profile: both ends are asked, nothing is written. A failed line costs only those that build on it.</summary>
public sealed class ProfileCheck
{
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(2);
    private readonly SyncProfile _profile;
    private readonly Func<ICmsConnector> _openCms;
    private readonly Func<ICrmConnector> _openCrm;
    private readonly Func<CancellationToken, Task<LinkStore>> _openStore;
    private readonly TimeProvider _clock;
    private readonly HashSet<(Side Side, string Check)> _told = [];
    private string? _openUserFields;

    /// <summary>Takes ways to open both ends and the store. What they bring stays the caller's to close.</summary>
    public ProfileCheck(SyncProfile profile, Func<ICmsConnector> openCms, Func<ICrmConnector> openCrm, Func<CancellationToken, Task<LinkStore>> openStore, TimeProvider clock)
    {
        _profile = profile;
        _openCms = openCms;
        _openCrm = openCrm;
        _openStore = openStore;
        _clock = clock;
    }

    /// <summary>The fields of users, once they were listed.</summary>
    public IReadOnlyList<FieldInfo>? UserFields { get; private set; }

    /// <summary>The fields of contacts, once they were listed.</summary>
    public IReadOnlyList<FieldInfo>? ContactFields { get; private set; }

    /// <summary>The groups of the website, once they were listed, which is done when the profile names one.</summary>
    public IReadOnlyList<CmsGroup>? Groups { get; private set; }

    /// <summary>The tags of the CRM, once they were listed, which is done when the profile names one.</summary>
    public IReadOnlyList<CrmTag>? Tags { get; private set; }

    /// <summary>The lines of a profile that was read: one that it is whole, or one for each problem.</summary>
    public static IEnumerable<CheckResult> OfReading(ProfileReading reading)
    {
        if (reading.Profile is not null)
            return [new CheckResult("profile", true, $"{reading.Path} is whole.") { Profile = reading.Name }];
        return reading.Problems.Select(p => new CheckResult($"profile {p.Path}", false, string.Create(CultureInfo.InvariantCulture, $"line {p.Line}, column {p.Column}: {p.What}"))
        {
            Remedy = p.Remedy,
            Profile = reading.Name,
        });
    }

    /// <summary>Checks.</summary>
    public async IAsyncEnumerable<CheckResult> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (CheckResult line in LinesAsync(cancellationToken))
            yield return line with { Profile = _profile.Name };
    }

    private async IAsyncEnumerable<CheckResult> LinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (LinkStore? store, CheckResult stored) = await TryAsync("link store", null, async () =>
        {
            LinkStore open = await _openStore(cancellationToken);
            long links = await open.Links.CountAsync(_profile.Cms.Key, _profile.Crm.Key, cancellationToken);
            return (open, string.Create(CultureInfo.InvariantCulture, $"{open.Location}: {links} links"));
        });
        if (store is { IsWritable: false })
            stored = new CheckResult("link store", false, $"{store.Location} can be read but not written by this account.") { Remedy = "Give this account the right to write to the file and to its folder." };
        yield return stored;

        (ICmsConnector? cms, CheckResult opened) = await TryAsync("credential", Side.Cms, () => Task.FromResult((_openCms(), "")));
        if (cms is null)
            yield return opened;
        (ICrmConnector? crm, opened) = await TryAsync("credential", Side.Crm, () => Task.FromResult((_openCrm(), "")));
        if (crm is null)
            yield return opened;
        if (cms is not null && crm is not null)
        {
            foreach (CheckResult policy in Policies(cms, crm))
                yield return policy;
        }

        foreach (IConnector connector in new IConnector?[] { cms, crm }.OfType<IConnector>())
        {
            (EndIdentity? identity, CheckResult line) = await TryAsync("identity", connector.Side, async () =>
            {
                EndIdentity found = await connector.IdentifyAsync(cancellationToken);
                return (found, $"{found.Product}, {found.Id}{(found.ActingAs is { } who ? $", acting as {who}" : "")}");
            });
            yield return line;
            if (identity is null)
                continue;
            if (store is not null && await SameAsync(store, connector.Side, identity, cancellationToken) is { } changed)
                yield return changed;
            await foreach (CheckResult own in connector.CheckAsync(cancellationToken))
            {
                _told.Add((connector.Side, own.Check));
                yield return own;
            }

            if (Clock(connector.Side, identity) is { } clock)
                yield return clock;
            (List<FieldInfo>? fields, line) = await TryAsync("fields", connector.Side, async () =>
            {
                List<FieldInfo> found = await connector.ListFieldsAsync(cancellationToken).ToListAsync(cancellationToken);
                return (found, string.Create(CultureInfo.InvariantCulture, $"{found.Count} fields can be mapped"));
            });
            yield return line;
            if (connector.Side == Side.Cms)
                (UserFields, _openUserFields) = (fields, connector.Capabilities.OpenFields);
            else
                ContactFields = fields;
        }

        foreach (CheckResult field in new MappingCheck(_profile, UserFields, ContactFields, _openUserFields).Run())
        {
            // The connector may have looked at the same field more closely.
            if (field.Side is not { } side || !_told.Contains((side, field.Check)))
                yield return field;
        }

        if (cms is { Capabilities.Groups: true })
        {
            await foreach (CheckResult group in NamesAsync(Side.Cms, "group", [.. _profile.Cms.Filter.Groups, .. _profile.Users.Groups, .. _profile.Groups.Select(g => g.Group)], token => GroupsAsync(cms, token), cancellationToken))
                yield return group;
        }

        if (crm is { Capabilities.Tags: true })
        {
            await foreach (CheckResult tag in NamesAsync(Side.Crm, "tag", [.. _profile.Crm.Filter.Tags, .. _profile.Crm.Filter.NotTags, .. _profile.Contacts.Tags, .. _profile.Groups.Select(g => g.Tag).OfType<string>()], token => TagsAsync(crm, token), cancellationToken))
                yield return tag;
        }

        if (crm is { Capabilities.ContactGroups: true })
        {
            await foreach (CheckResult group in NamesAsync(Side.Crm, "contact group", [.. _profile.Groups.Select(g => g.ContactGroup).OfType<string>()], async token => await crm.ListContactGroupsAsync(token).Where(g => g.Writable).Select(g => (g.Id, g.Name)).ToListAsync(token), cancellationToken))
                yield return group;
        }
    }

    private IEnumerable<CheckResult> Policies(ICmsConnector cms, ICrmConnector crm)
    {
        SyncError[] wrong = [.. PolicyCheck.Check(_profile, cms.Capabilities, crm.Capabilities, _profile.Direction)];
        if (wrong.Length == 0)
            yield return new CheckResult("policies", true, "Both systems can do what the profile asks for.");
        foreach (SyncError error in wrong)
            yield return new CheckResult($"policy {error.Item}", false, error.Message) { Remedy = error.Remedy, Error = error };
    }

    private async Task<CheckResult?> SameAsync(LinkStore store, Side side, EndIdentity identity, CancellationToken cancellationToken)
    {
        string? known = await store.Ends.IdentityAsync(side, side == Side.Cms ? _profile.Cms.Key : _profile.Crm.Key, cancellationToken);
        return known is null || known == identity.Id ? null : new CheckResult("same identity", false, $"the links were made with {known}, this is {identity.Id}")
        {
            Side = side,
            Remedy = "If it is the same system that has moved, run once with -AcceptIdentity; a copy or another account needs another key in the profile.",
        };
    }

    private CheckResult? Clock(Side side, EndIdentity identity)
    {
        if (identity.Clock is not { } theirs || _told.Contains((side, "clock")))
            return null;
        TimeSpan skew = theirs - _clock.GetUtcNow();
        string detail = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(skew.TotalSeconds):0} s {(skew < TimeSpan.Zero ? "behind" : "ahead of")} ours");
        return new CheckResult("clock", skew.Duration() <= AllowedSkew, detail) { Side = side, Remedy = skew.Duration() <= AllowedSkew ? null : "Set both clocks by NTP." };
    }

    private async Task<List<(string Id, string Name)>> GroupsAsync(ICmsConnector cms, CancellationToken cancellationToken)
    {
        Groups = await cms.ListGroupsAsync(cancellationToken).ToListAsync(cancellationToken);
        return [.. Groups.Select(g => (g.Id, g.Name))];
    }

    private async Task<List<(string Id, string Name)>> TagsAsync(ICrmConnector crm, CancellationToken cancellationToken)
    {
        Tags = await crm.ListTagsAsync(cancellationToken).ToListAsync(cancellationToken);
        return [.. Tags.Select(t => (t.Id, t.Name))];
    }

    private static async IAsyncEnumerable<CheckResult> NamesAsync(
        Side side, string what, string[] wanted, Func<CancellationToken, Task<List<(string Id, string Name)>>> list, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (wanted.Length == 0)
            yield break;
        (List<(string Id, string Name)>? known, CheckResult line) = await TryAsync($"{what}s", side, async () => (await list(cancellationToken), ""));
        if (known is null)
        {
            yield return line;
            yield break;
        }

        foreach (string name in wanted.Distinct(StringComparer.Ordinal))
        {
            bool exists = known.Exists(k => k.Id == name || string.Equals(k.Name, name, StringComparison.OrdinalIgnoreCase));

            // Most CRMs make a tag when it is first used; nobody makes a group.
            yield return exists ? new CheckResult($"{what} {name}", true, "exists") { Side = side }
                : what == "contact group" ? new CheckResult($"{what} {name}", false, "does not exist, or the CRM computes its members itself") { Side = side, Remedy = "Make the group in the CRM, or correct contactGroup in the profile." }
                : side == Side.Crm ? new CheckResult($"{what} {name}", null, "does not exist yet") { Side = side, Remedy = "Check the spelling, if it is not meant to be made." }
                : new CheckResult($"{what} {name}", false, "does not exist") { Side = side, Remedy = "Correct it in the profile; Get-CmsGroup lists the groups." };
        }
    }

    private static async Task<(T? Value, CheckResult Line)> TryAsync<T>(string check, Side? side, Func<Task<(T Value, string Detail)>> run)
        where T : class
    {
        try
        {
            (T value, string detail) = await run();
            return (value, new CheckResult(check, true, detail) { Side = side });
        }
        catch (UserSyncException failure)
        {
            return (null, new CheckResult(check, false, failure.Error.Message) { Side = side, Remedy = failure.Error.Remedy, Error = failure.Error });
        }
    }
}
