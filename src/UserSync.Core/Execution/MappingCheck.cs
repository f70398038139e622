using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;

namespace UserSync.Core.Execution;

/// <summary>Holds the field map against the fields that both sides have. A side that could not be asked is left out.</summary>
/// <param name="profile">The profile.</param>
/// <param name="userFields">The fields of users; null where the site could not be asked.</param>
/// <param name="contactFields">The fields of contacts; null where the CRM could not be asked.</param>
/// <param name="openUserFields">What the paths begin with of fields that are there as soon as one is written.</param>
internal sealed class MappingCheck(SyncProfile profile, IReadOnlyList<FieldInfo>? userFields, IReadOnlyList<FieldInfo>? contactFields, string? openUserFields = null)
{
    public IEnumerable<CheckResult> Run()
    {
        PathTable paths = new PlanRules(profile, new ConnectorCapabilities()).Paths;
        foreach (string path in paths.NeededUserPaths.Where(PathTable.IsField))
        {
            if (IsNew(path))
                yield return new CheckResult($"field {path}", null, "no user has it yet; the first value that is written makes it") { Side = Side.Cms, Remedy = "Check the spelling: Get-CmsField lists the paths that users have." };
            else if (Existence(Side.Cms, path, userFields) is { } line)
                yield return line;
        }

        foreach (string path in paths.NeededContactPaths.Where(PathTable.IsField))
        {
            if (Existence(Side.Crm, path, contactFields) is { } line)
                yield return line;
        }

        foreach (FieldMapping mapping in profile.Fields)
        {
            FieldInfo? user = Find(userFields, mapping.User);
            FieldInfo? contact = Find(contactFields, mapping.Contact);
            if (user is null || contact is null)
                continue;
            foreach (CheckResult line in Mapped(mapping, user, contact))
                yield return line;
        }
    }

    private bool IsNew(string path) => openUserFields is not null && path.StartsWith(openUserFields, StringComparison.Ordinal) && userFields is not null && Find(userFields, path) is null;

    private static IEnumerable<CheckResult> Mapped(FieldMapping mapping, FieldInfo user, FieldInfo contact)
    {
        if (mapping.Direction != SyncDirection.ToCms)
            yield return Way(mapping, Side.Crm, user, contact);
        if (mapping.Direction != SyncDirection.ToCrm)
            yield return Way(mapping, Side.Cms, contact, user);
    }

    private static CheckResult Way(FieldMapping mapping, Side side, FieldInfo from, FieldInfo to)
    {
        string check = $"mapping {from.Path} to {to.Path}";
        if (!to.Writable)
            return new CheckResult(check, false, $"{to.Path} can only be read") { Side = side, Remedy = "Map it the other way, or to another field." };
        bool changed = mapping.Transform.Signature.Length > 0;
        bool? fits = changed ? true : FieldFit.Of(from, to);
        string detail = changed ? $"{from.Type} to {to.Type}, by a transform" : from.Type == to.Type ? from.Type : $"{from.Type} to {to.Type}";
        return new CheckResult(check, fits, fits is null ? $"{detail}: each value must be a {to.Type}" : detail)
        {
            Side = side,
            Remedy = fits == false ? "Give the mapping a transform, or map it to a field of a fitting type." : null,
        };
    }

    private static CheckResult? Existence(Side side, string path, IReadOnlyList<FieldInfo>? fields)
    {
        // Every record has its id and its address in the system, whether it is listed as a field or not.
        if (fields is null || path is "id" or "profile_url" or "url")
            return null;
        return Find(fields, path) is not null
            ? new CheckResult($"field {path}", true, "exists") { Side = side }
            : new CheckResult($"field {path}", false, "does not exist, or this account may not see it")
            {
                Side = side,
                Remedy = side == Side.Cms ? "Get-CmsField lists the paths." : "Get-CrmField lists the paths.",
            };
    }

    // EMAIL stands for EMAIL[WORK] and the other way round: a listing names what the system has.
    private static FieldInfo? Find(IReadOnlyList<FieldInfo>? fields, string path)
        => fields?.FirstOrDefault(f => f.Path == path)
            ?? (MultiPath.Parse(path) is { } list ? fields?.FirstOrDefault(f => MultiPath.Parse(f.Path) is { } other && other.Base == list.Base) : null);
}
