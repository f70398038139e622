using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary><c>/api/v4/account</c> and <c>/api/v4/users</c>.</summary>
public sealed class AccountEndpoint(AmoStore store, SimulatedClock clock)
{
    /// <summary>GET of the account.</summary>
    public AmoAnswer Get(AmoCall call)
    {
        AmoAccount account = store.Account;
        bool kommo = account.Platform == AmoPlatform.Kommo;
        HashSet<string> with = [.. (call.Text("with") ?? "").Split(',')];
        JsonObject json = new()
        {
            ["id"] = account.Id,
            ["name"] = account.Name,
            ["subdomain"] = account.Subdomain,
            ["created_at"] = account.CreatedAt,
            ["created_by"] = 0,
            ["updated_at"] = account.CreatedAt + 10000000,
            ["updated_by"] = 0,
            ["current_user_id"] = call.User.Id,
            ["country"] = kommo ? "US" : "RU",
            ["currency"] = kommo ? "USD" : "RUB",
            ["currency_symbol"] = kommo ? "$" : "₽",
            ["customers_mode"] = "segments",
            ["is_unsorted_on"] = true,
            ["mobile_feature_version"] = 0,
            ["is_loss_reason_enabled"] = true,
            ["is_helpbot_enabled"] = false,
            ["is_technical_account"] = false,
            ["contact_name_display_order"] = account.NameOrder,
        };
        if (with.Contains("is_api_filter_enabled"))
            json["is_api_filter_enabled"] = account.FiltersEnabled;
        if (with.Contains("version"))
            json["version"] = 16;
        if (with.Contains("uuid"))
            json["uuid"] = "00000000-0000-4000-8000-000040000001";
        if (with.Contains("amojo_id"))
            json["amojo_id"] = "00000000-0000-4000-8000-000040000002";
        if (with.Contains("drive_url"))
            json["drive_url"] = $"https://drive-b.{account.BaseDomain}";
        json["_links"] = call.Links("account");
        JsonObject embedded = [];
        if (with.Contains("users_groups"))
            embedded["users_groups"] = new JsonArray(Group(0, kommo ? "Sales" : "Отдел продаж"), Group(500001, "Members"));
        if (with.Contains("datetime_settings"))
            embedded["datetime_settings"] = Times(account);
        if (embedded.Count > 0)
            json["_embedded"] = embedded;
        return AmoAnswer.Hal(json);
    }

    /// <summary>GET of the users, for administrators.</summary>
    public AmoAnswer Users(AmoCall call)
    {
        if (!call.User.IsAdmin)
            return AmoProblem.InvalidScope;
        List<AmoUser> users = store.Users.FindAll(u => !u.IsDeleted);
        return AmoPaging.Page(call, "users", users, users.Count, u => User(call, u));
    }

    /// <summary>GET of one user, for administrators.</summary>
    public AmoAnswer User(AmoCall call, long id)
    {
        if (!call.User.IsAdmin)
            return AmoProblem.InvalidScope;
        return store.Users.Find(u => u.Id == id && !u.IsDeleted) is { } user ? AmoAnswer.Hal(User(call, user)) : AmoAnswer.Nothing;
    }

    private static JsonObject Group(long id, string name) => new() { ["id"] = id, ["name"] = name, ["uuid"] = null };

    private JsonObject Times(AmoAccount account)
    {
        TimeSpan offset = account.Zone.GetUtcOffset(clock.GetUtcNow());
        return new JsonObject
        {
            ["date_pattern"] = "d.m.Y H:i",
            ["short_date_pattern"] = "d.m.Y",
            ["short_time_pattern"] = "H:i",
            ["date_formant"] = "d.m.Y",
            ["time_format"] = "H:i:s",
            ["timezone"] = account.TimeZone,
            ["timezone_offset"] = $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}",
        };
    }

    private static JsonObject User(AmoCall call, AmoUser user)
    {
        JsonObject Rights(char view, char edit, char add) => new() { ["view"] = $"{view}", ["edit"] = $"{edit}", ["add"] = $"{add}", ["delete"] = "A", ["export"] = "A" };
        return new JsonObject
        {
            ["id"] = user.Id,
            ["name"] = user.Name,
            ["email"] = user.Email,
            ["lang"] = "ru",
            ["rights"] = new JsonObject
            {
                ["leads"] = Rights('A', 'A', 'A'),
                ["contacts"] = Rights(user.View, user.Edit, user.Add),
                ["companies"] = Rights('A', 'A', 'A'),
                ["tasks"] = new JsonObject { ["edit"] = "A", ["delete"] = "A" },
                ["mail_access"] = false,
                ["catalog_access"] = false,
                ["status_rights"] = user.IsAdmin ? null : new JsonArray(),
                ["is_admin"] = user.IsAdmin,
                ["is_free"] = user.IsFree,
                ["is_active"] = user.IsActive,
                ["group_id"] = user.GroupId,
                ["role_id"] = null,
            },
            ["_links"] = call.Links($"users/{user.Id}/"),
        };
    }
}
