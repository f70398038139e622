using System.Globalization;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.Joomla;

/// <summary>A custom field of users.</summary>
public sealed class JoomlaField
{
    /// <summary>The id.</summary>
    public required int Id { get; init; }

    /// <summary>The name, by which its values are told.</summary>
    public required string Name { get; init; }

    /// <summary>The label.</summary>
    public required string Title { get; init; }

    /// <summary>text, list, checkboxes, calendar and others.</summary>
    public required string Type { get; init; }

    /// <summary>com_users.user, or "" of a stray row.</summary>
    public string Context { get; init; } = "com_users.user";

    /// <summary>1 published, 0 not, -2 in the trash.</summary>
    public int State { get; set; } = 1;

    /// <summary>Whether every save needs a value.</summary>
    public bool Required { get; set; }

    /// <summary>The group of fields; 0 for none.</summary>
    public int GroupId { get; init; }

    /// <summary>Values and labels.</summary>
    public IReadOnlyList<(string Value, string Label)> Options { get; init; } = [];

    /// <summary>Whether a list takes several values.</summary>
    public bool Multiple { get; init; }

    /// <summary>Whether a calendar has a time.</summary>
    public bool ShowTime { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>True for a type whose values are told as an object of values and labels.</summary>
    public bool HasOptions => Type is "list" or "checkboxes" or "radio";

    /// <summary>The value of a user as the web services tell it.</summary>
    public JsonNode Told(IReadOnlyList<string>? raw)
    {
        if (!HasOptions)
            return raw is [{ } one, ..] ? one : "";
        if (raw is not { Count: > 0 })
            return new JsonArray();
        JsonObject labels = [];
        foreach (string value in raw)
            labels[value] = Options.FirstOrDefault(o => o.Value == value).Label ?? value;
        // PHP makes a list of an array whose keys count from nought.
        return labels.Select((l, n) => l.Key == n.ToString(CultureInfo.InvariantCulture)).All(static inRow => inRow)
            ? new JsonArray([.. labels.Select(l => l.Value!.DeepClone())])
            : labels;
    }

    /// <summary>The row of the list.</summary>
    public JsonObject Row() => new()
    {
        ["id"] = Id,
        ["title"] = Title,
        ["name"] = Name,
        ["checked_out"] = null,
        ["checked_out_time"] = null,
        ["note"] = "",
        ["state"] = State,
        ["access"] = 1,
        ["created_time"] = JoomlaTime.Text(CreatedAt),
        ["created_user_id"] = 42,
        ["ordering"] = 0,
        ["language"] = "*",
        ["fieldparams"] = FieldParams(),
        ["params"] = HasOptions && Type == "list" ? new JsonObject { ["display"] = "2" } : new JsonObject { ["hint"] = "", ["display"] = "2" },
        ["type"] = Type,
        ["default_value"] = "",
        ["context"] = Context,
        ["group_id"] = GroupId,
        ["label"] = Title,
        ["description"] = "",
        ["required"] = Required ? 1 : 0,
        ["language_title"] = null,
        ["access_level"] = "Public",
        ["author_name"] = "Site Admin",
    };

    /// <summary>The answer for one field.</summary>
    public JsonObject Detail()
    {
        JsonObject row = Row();
        foreach (string listed in new[] { "language_title", "access_level", "author_name" })
            row.Remove(listed);
        row["typeAlias"] = null;
        row["asset_id"] = 101 + Id;
        row["modified_time"] = JoomlaTime.Text(CreatedAt);
        row["modified_by"] = 42;
        row["assigned_cat_ids"] = new JsonArray(0);
        return row;
    }

    private JsonObject FieldParams()
    {
        JsonObject own = [];
        switch (Type)
        {
            case "calendar":
                own["showtime"] = ShowTime ? 1 : 0;
                break;
            case "text":
                own["filter"] = "";
                own["maxlength"] = "";
                break;
            case "list":
                own["multiple"] = Multiple ? "1" : "";
                break;
        }

        if (!HasOptions)
            return own;
        JsonObject options = [];
        for (int n = 0; n < Options.Count; n++)
            options[$"options{n}"] = new JsonObject { ["name"] = Options[n].Label, ["value"] = Options[n].Value };
        own["options"] = options;
        return own;
    }
}
