using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary><c>/api/v4/webhooks</c>, for administrators.</summary>
public sealed class WebhooksEndpoint(AmoStore store, AmoWebhooks webhooks, AmoCrmSwitches switches)
{
    private static readonly HashSet<string> Names =
    [
        .. from action in new[] { "add", "update", "delete", "restore", "responsible", "note" }
           from entity in new[] { "contact", "lead", "company", "customer", "task", "talk" }
           select $"{action}_{entity}",
    ];

    /// <summary>GET of the list.</summary>
    public AmoAnswer List(AmoCall call)
    {
        if (Refused(call) is { } refused)
            return refused;
        string? destination = (call.Query["filter"] as JsonObject)?["destination"]?.ToString();
        List<AmoWebhook> found = webhooks.Subscriptions.FindAll(h => destination is null || h.Destination == destination);
        return found.Count == 0
            ? AmoAnswer.Nothing
            : AmoAnswer.Hal(new JsonObject { ["_total_items"] = found.Count, ["_embedded"] = new JsonObject { ["webhooks"] = new JsonArray([.. found.Select(h => Json(h, asObject: false))]) } });
    }

    /// <summary>POST of one: a known destination is changed.</summary>
    public AmoAnswer Subscribe(AmoCall call)
    {
        if (Refused(call) is { } refused)
            return refused;
        ItemErrors errors = new("0");
        JsonObject body = Read(call, errors, "destination", "settings", "sort");
        string destination = Destination(body, errors);
        List<string> settings = [];
        if (body["settings"] is not JsonArray { Count: > 0 } names)
        {
            errors.NotOfType("settings", "array");
        }
        else
        {
            for (int i = 0; i < names.Count; i++)
            {
                if (names[i].IsText(out string name) && Names.Contains(name))
                    settings.Add(name);
                else
                    errors.NotAChoice($"settings.{i}");
            }
        }

        if (body.ContainsKey("sort") && !body["sort"].IsWhole(out _))
            errors.NotOfType("sort", "int");
        if (webhooks.Subscriptions.Count >= 100 && !webhooks.Subscriptions.Exists(h => h.Destination == destination))
            errors.Add("TooMany", "destination", "The account has 100 webhooks.");
        if (errors.Any)
            return AmoProblem.Validation([errors]);
        AmoWebhook hook = webhooks.Subscribe(destination, settings, call.User.Id);
        return AmoAnswer.Hal(Json(hook, switches.SubscriptionAsSeen), switches.SubscriptionAsSeen ? 200 : 201);
    }

    /// <summary>DELETE with a body.</summary>
    public AmoAnswer Unsubscribe(AmoCall call)
    {
        if (Refused(call) is { } refused)
            return refused;
        ItemErrors errors = new("0");
        string destination = Destination(Read(call, errors, "destination"), errors);
        if (errors.Any)
            return AmoProblem.Validation([errors]);
        return webhooks.Subscriptions.RemoveAll(h => h.Destination == destination) > 0 ? AmoAnswer.Nothing : AmoProblem.Of(404, "Not Found", "Webhook not found");
    }

    private AmoAnswer? Refused(AmoCall call) => !call.User.IsAdmin ? AmoProblem.InvalidScope : switches.WebhooksInPlan ? null : AmoProblem.PaymentRequired;

    private static JsonObject Read(AmoCall call, ItemErrors errors, params string[] expected)
    {
        if (call.Body() is not JsonObject body)
        {
            errors.NotOfType("", "array");
            return [];
        }

        foreach ((string name, _) in body)
        {
            if (!expected.Contains(name, StringComparer.Ordinal))
                errors.NotExpected(name);
        }

        return body;
    }

    // No Cyrillic domain, as documented.
    private static string Destination(JsonObject body, ItemErrors errors)
    {
        if (!body["destination"].IsText(out string destination))
            errors.NotOfType("destination", "string");
        else if (!Uri.TryCreate(destination, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https") || !address.Host.All(char.IsAscii))
            errors.Add("InvalidUrl", "destination", "This value is not a valid URL.");
        return destination;
    }

    private JsonObject Json(AmoWebhook hook, bool asObject) => new()
    {
        ["id"] = hook.Id,
        ["destination"] = hook.Destination,
        ["created_at"] = hook.CreatedAt,
        ["updated_at"] = hook.UpdatedAt,
        ["account_id"] = store.Account.Id,
        ["created_by"] = hook.CreatedBy,
        ["sort"] = hook.Sort,
        ["disabled"] = hook.Disabled,
        ["settings"] = asObject
            ? new JsonObject(hook.Settings.Select(s => KeyValuePair.Create(s, (JsonNode?)1)))
            : new JsonArray([.. hook.Settings.Select(s => (JsonNode)s)]),
    };
}
