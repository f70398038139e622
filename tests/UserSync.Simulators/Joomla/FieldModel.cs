using System.Globalization;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.Joomla;

/// <summary>Saves custom fields.</summary>
internal sealed class FieldModel(JoomlaDatabase database)
{
    /// <summary>Makes a field.</summary>
    public JoomlaField Create(JsonObject body)
    {
        string context = Text(body, "context") ?? "";
        if (Text(body, "type") is not { } type)
            throw JoomlaError.Form(["Field required: Type"]);
        if (Text(body, "description") is null)
            throw JoomlaError.Save("Field 'description' doesn't have a default value");
        string name = Text(body, "name") ?? "";
        if (database.Fields.Exists(f => f.Name == name && f.Context == context))
            throw JoomlaError.Save("Another Field has the same name (remember it may be a trashed item or it may be already present as a custom field in another extension).");
        JsonObject own = body["fieldparams"] as JsonObject ?? [];
        JoomlaField field = new()
        {
            Id = database.NextField(),
            Name = name,
            Title = Text(body, "title") ?? name,
            Type = type,
            Context = context,
            State = Text(body, "state") == "1" ? 1 : 0,
            Required = Text(body, "required") == "1",
            GroupId = int.TryParse(Text(body, "group_id"), CultureInfo.InvariantCulture, out int group) ? group : 0,
            ShowTime = Text(own, "showtime") == "1",
            Multiple = Text(own, "multiple") == "1",
            Options = [.. (own["options"] as JsonObject ?? []).Select(o => (Text(o.Value!.AsObject(), "value") ?? "", Text(o.Value!.AsObject(), "name") ?? ""))],
            CreatedAt = database.Clock.GetUtcNow(),
        };
        database.Fields.Add(field);
        // The row is stored, and then it cannot be found again.
        return context.Length > 0 ? field : throw JoomlaError.NotFound();
    }

    private static string? Text(JsonObject body, string name) => body[name]?.ToString();
}
