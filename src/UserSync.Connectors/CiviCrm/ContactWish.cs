using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.CiviCrm;

/// <summary>What is wanted of contacts: only that is asked for.</summary>
internal sealed record ContactWish(IReadOnlyList<string> Fields, bool Emails, bool Phones, bool Websites, bool Tags, bool Groups)
{
    /// <summary>What a query needs.</summary>
    public static ContactWish Of(RecordQuery query, CiviSite site, RecordFilter filter)
    {
        bool all = query.Fields is null;
        bool List(string name) => all || query.Fields!.Any(p => MultiPath.Parse(p)?.Base == name);
        bool tags = all || query.Tags.Count + query.NotTags.Count + filter.Tags.Count + filter.NotTags.Count > 0 || query.WithTags;
        return new ContactWish(FieldPaths.Asked(query.Fields, site), List(MultiPath.Email), List(MultiPath.Phone), all || query.Fields!.Any(IsWebsite), tags, all || query.WithGroups);
    }

    /// <summary>What is needed to tell the written fields.</summary>
    public static ContactWish Of(IReadOnlyCollection<RecordWrite> writes, CiviSite site) => Of(
        new RecordQuery
        {
            Fields = [.. writes.SelectMany(w => w.Fields).Select(f => f.Path).Distinct(StringComparer.Ordinal)],
            WithTags = writes.Any(w => w.AddTags.Count + w.RemoveTags.Count > 0),
            WithGroups = writes.Any(w => w.JoinGroups.Count + w.LeaveGroups.Count > 0),
        },
        site,
        new RecordFilter());

    private static bool IsWebsite(string path) => path.StartsWith(FieldPaths.Website, StringComparison.Ordinal);
}
