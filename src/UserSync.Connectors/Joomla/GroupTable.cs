using System.Globalization;
using Newtonsoft.Json;
using UserSync.Connectors.Http;
using UserSync.Core.Model;

namespace UserSync.Connectors.Joomla;

/// <summary>The groups of the site. A list of users tells titles only, one user ids only.</summary>
internal sealed class GroupTable
{
    private const string SuperUsers = "8";
    private readonly Dictionary<string, (CmsGroup Group, string? Parent)> _byId = new(StringComparer.Ordinal);
    private readonly ILookup<string, CmsGroup> _byTitle;

    /// <summary>Takes what was read.</summary>
    public GroupTable(IReadOnlyList<(CmsGroup Group, string? Parent)> groups)
    {
        foreach ((CmsGroup group, string? parent) in groups)
            _byId[group.Id] = (group, parent);
        All = [.. groups.Select(static g => g.Group)];
        _byTitle = All.ToLookup(static g => g.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>All groups in the order of the site.</summary>
    public IReadOnlyList<CmsGroup> All { get; }

    /// <summary>The group with this id; one that was made since has no title yet.</summary>
    public CmsGroup Get(string id) => _byId.TryGetValue(id, out var known) ? known.Group : new CmsGroup(id, id);

    /// <summary>The group with this title; null when there is none, or several below different parents.</summary>
    public CmsGroup? ByTitle(string title) => _byTitle[title].Take(2).ToArray() is [{ } only] ? only : null;

    /// <summary>The groups that a profile means by an id or a title.</summary>
    public IReadOnlyList<CmsGroup> Meant(string idOrTitle) => _byId.TryGetValue(idOrTitle, out var known) ? [known.Group] : [.. _byTitle[idOrTitle]];

    /// <summary>Whether members of the group are Super Users, by the groups of a fresh installation.</summary>
    public bool IsSuper(string id)
    {
        for (int steps = 0; steps <= _byId.Count; steps++)
        {
            if (id == SuperUsers)
                return true;
            if (!_byId.TryGetValue(id, out var known) || known.Parent is not { } parent)
                return false;
            id = parent;
        }

        return false;
    }

    /// <summary>Reads the attributes of a group.</summary>
    public static (CmsGroup Group, string? Parent) Read(JsonTextReader json)
    {
        string? id = null;
        string? parent = null;
        string? title = null;
        JsonWalk.Object(json, name =>
        {
            switch (name)
            {
                case "id":
                    id = JsonWalk.Scalar(json);
                    break;
                case "parent_id":
                    parent = JsonWalk.Scalar(json);
                    break;
                case "title":
                    title = JsonWalk.Scalar(json);
                    break;
            }
        });
        return id is not null && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? (new CmsGroup(id, title ?? id), parent)
            : throw new JsonSerializationException("a group has no id.");
    }
}
