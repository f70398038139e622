using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>The browser's side of the account for scripts, below <c>/control/</c>.</summary>
internal sealed class AmoControl(AmoCrmSimulator simulator)
{
    public async Task<JsonNode?> AnswerAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        switch (path)
        {
            case "contacts/trash":
                simulator.Interface.Trash(Number(body, "id"));
                break;
            case "contacts/restore":
                simulator.Interface.Restore(Number(body, "id"));
                break;
            case "contacts/merge":
                simulator.Interface.Merge(Number(body, "survivor"), [.. body["losers"]!.AsArray().Select(l => l!.GetValue<long>())]);
                break;
            case "users/dismiss":
                simulator.Interface.Dismiss(Number(body, "id"));
                break;
            case "tags/remove":
                simulator.Interface.RemoveTag(Number(body, "id"));
                break;
            case "clock":
                simulator.Clock.Advance(TimeSpan.FromSeconds(Number(body, "seconds")));
                return new JsonObject { ["now"] = simulator.Store.Now };
            case "limiter/reset":
                simulator.Limiter.Reset();
                break;
            case "codes":
                return new JsonObject { ["code"] = simulator.Tokens.IssueCode() };
            case "tokens":
                return new JsonObject { ["token"] = simulator.Tokens.IssueLongLived(TimeSpan.FromDays(Number(body, "days"))).Text };
            case "tokens/revoke":
                simulator.Tokens.RevokeAll();
                break;
            case "webhooks/send":
                return new JsonObject { ["sent"] = await simulator.Webhooks.SendDueAsync(cancellationToken) };
            case "switches":
                foreach ((string name, JsonNode? value) in body)
                    simulator.Switches.Set(name, value!.ToString());
                break;
            case "account":
                Account(body);
                break;
            default:
                return null;
        }

        return new JsonObject();
    }

    private void Account(JsonObject body)
    {
        AmoAccount account = simulator.Store.Account;
        foreach ((string name, JsonNode? value) in body)
        {
            switch (name)
            {
                case "filters":
                    account.FiltersEnabled = value!.GetValue<bool>();
                    break;
                case "paid":
                    account.PlanEndedAt = value!.GetValue<bool>() ? null : simulator.Clock.GetUtcNow();
                    break;
                case "paymentFailsForSeconds":
                    account.PaymentFailsUntil = simulator.Clock.GetUtcNow() + TimeSpan.FromSeconds(value!.GetValue<long>());
                    break;
                case "timeZone":
                    account.TimeZone = value!.GetValue<string>();
                    break;
                default:
                    throw new ArgumentException($"There is no setting '{name}'. There are: filters, paid, paymentFailsForSeconds, timeZone.");
            }
        }
    }

    private static long Number(JsonObject body, string name) => body[name]?.GetValue<long>() ?? throw new ArgumentException($"'{name}' is missing.");
}
