using System.Globalization;

namespace UserSync.Core.Profiles.Loading;

/// <summary>Looks for lines of the field map that contradict themselves, each other, or their systems.</summary>
internal sealed class FieldChecks(SyncProfile profile, ProfileNode root, ProblemList problems)
{
    private readonly Dictionary<string, string> _writers = new(StringComparer.Ordinal);

    public void Run()
    {
        for (int i = 0; i < profile.Fields.Count; i++)
            Check(profile.Fields[i], root.At("fields", i));
    }

    private void Check(FieldMapping field, ProfileNode node)
    {
        bool toContact = field.Direction != SyncDirection.ToCms;
        bool toUser = field.Direction != SyncDirection.ToCrm;
        if (toContact)
            CheckTarget(node.At("contact"), "the contact's", field.Contact, field.Contact is "id" or "url");
        if (toUser)
            CheckTarget(node.At("user"), "the user's", field.User, field.User is "id" or "profile_url");
        CheckPath(node.At("contact"), field.Contact);
        CheckPath(node.At("previous"), field.Previous);
        if (field.User.StartsWith("params.", StringComparison.Ordinal) && KindFacts.KeepsParamsFromRemote(profile.Cms.Kind) && profile.Cms.Agent is null)
            problems.Add(node.At("user"), "params are not reachable through the web services", "add \"agent\" to \"cms\"");

        if (field.Direction != SyncDirection.Both)
        {
            if (node.Member("onConflict") is not null)
                problems.Add(node.At("onConflict"), "a field that travels one way has no conflicts", "remove it, or set \"direction\": \"both\"");
            if (!toUser && node.Member("back") is not null)
                problems.Add(node.At("back"), "the field never travels back", "remove it, or set \"direction\": \"both\"");
            return;
        }

        if (field.OnConflict == FieldConflictPolicy.Newest)
            CheckNewest(node.At("onConflict"));
        if (field.Enforce)
            problems.Add(node.At("enforce"), "with both directions there is no side to enforce", "set \"direction\" to \"toCrm\" or \"toCms\", or remove it");
        if (field.Previous is not null)
            problems.Add(node.At("previous"), "with both directions it is not clear whose former value is kept", "set \"direction\" to \"toCrm\" or \"toCms\", or remove it");
    }

    private void CheckTarget(ProfileNode node, string whose, string path, bool readOnly)
    {
        if (path.Length == 0)
            return;
        if (readOnly)
            problems.Add(node, $"{whose} field '{path}' cannot be written", "turn the direction round, or choose another field");
        string place = node.Line.ToString(CultureInfo.InvariantCulture);
        if (!_writers.TryAdd($"{whose} {path}", place))
            problems.Add(node, $"{whose} field '{path}' is already written by line {_writers[$"{whose} {path}"]}", "map each field once, or give one of the two another direction");
    }

    private void CheckPath(ProfileNode node, string? path)
    {
        if (path is not null && path.StartsWith('#') && KindFacts.NumbersFields(profile.Crm.Kind) && !IsNumbered(path))
            problems.Add(node, $"'{path}' is no custom field: after # comes its number", "write it like #123456; Get-CrmField lists the numbers");
    }

    // #123456, and #123456.city for a part of an address.
    private static bool IsNumbered(string path)
    {
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        string number = dot < 0 ? path[1..] : path[1..dot];
        return number.Length > 0 && number.All(char.IsAsciiDigit);
    }

    private void CheckNewest(ProfileNode node)
    {
        foreach ((string name, EndSettings end) in new[] { ("cms", profile.Cms), ("crm", profile.Crm) })
        {
            if (!KindFacts.KnowsModifiedTime(end))
            {
                problems.Add(node, $"'newest' needs the time of the last change, which {name} ({end.Kind}) does not tell", EndKinds.IsFile(end.Kind)
                    ? $"add \"modifiedColumn\" to \"{name}\", or write report, cms or crm"
                    : "write report, cms or crm");
            }
        }
    }
}
