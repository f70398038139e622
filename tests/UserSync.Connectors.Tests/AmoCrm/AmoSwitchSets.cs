using System.Globalization;
using System.Reflection;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Positions of the simulator's switches: for each point on which the contract's sources disagree or are silent, the other answer.</summary>
internal static class AmoSwitchSets
{
    // The other position, as scripts turn it; where there are several, one line each.
    private static readonly (string Name, string Position)[] Others =
    [
        (nameof(AmoCrmSwitches.TokenFailureIs400), "true"),
        (nameof(AmoCrmSwitches.RefreshGrace), "00:10:00"),
        (nameof(AmoCrmSwitches.RefreshKillsOldAccess), "true"),
        (nameof(AmoCrmSwitches.RussianErrors), "true"),
        (nameof(AmoCrmSwitches.Empty405), "true"),
        (nameof(AmoCrmSwitches.DeleteIs404), "true"),
        (nameof(AmoCrmSwitches.Html429), "true"),
        (nameof(AmoCrmSwitches.RetryAfterHeader), "7"),
        (nameof(AmoCrmSwitches.BlockLasts), "01:00:00"),
        (nameof(AmoCrmSwitches.GreatestPage), "500"),
        (nameof(AmoCrmSwitches.UsualPage), "25"),
        (nameof(AmoCrmSwitches.BackLinks), "false"),
        (nameof(AmoCrmSwitches.CreatedAtFilter), "true"),
        (nameof(AmoCrmSwitches.MultitextFilter), "true"),
        (nameof(AmoCrmSwitches.OldShapes), "true"),
        (nameof(AmoCrmSwitches.TagsWithoutColor), "true"),
        (nameof(AmoCrmSwitches.QueryMatchesCase), "true"),
        (nameof(AmoCrmSwitches.QueryByWords), "true"),
        (nameof(AmoCrmSwitches.QueryNormalisesPhones), "true"),
        (nameof(AmoCrmSwitches.QueryMinimumLength), "3"),
        (nameof(AmoCrmSwitches.IndexDelay), "00:00:30"),
        (nameof(AmoCrmSwitches.GoodItemsStored), "true"),
        (nameof(AmoCrmSwitches.BareSingleUpdate), "true"),
        (nameof(AmoCrmSwitches.UpdateEchoesRequestId), "false"),
        (nameof(AmoCrmSwitches.ShortWriteAnswers), "true"),
        (nameof(AmoCrmSwitches.UpdateWithoutIdCreates), "false"),
        (nameof(AmoCrmSwitches.UnknownIdIgnored), "true"),
        (nameof(AmoCrmSwitches.StaleUpdatedAtTaken), "true"),
        (nameof(AmoCrmSwitches.EmptyUpdateBumps), "false"),
        (nameof(AmoCrmSwitches.NullInListClears), "true"),
        (nameof(AmoCrmSwitches.NullTagsClear), "false"),
        (nameof(AmoCrmSwitches.TagInBothListsStays), "true"),
        (nameof(AmoCrmSwitches.TagsIgnoreCase), "true"),
        (nameof(AmoCrmSwitches.KindWithoutEnum), "OTHER"),
        (nameof(AmoCrmSwitches.PartsMakeName), "true"),
        (nameof(AmoCrmSwitches.NoteBumpsContact), "true"),
        (nameof(AmoCrmSwitches.NotesFilterIgnored), "true"),
        (nameof(AmoCrmSwitches.MergedListedAsDeleted), "true"),
        (nameof(AmoCrmSwitches.TrashKeeps), "00:00:01"),
        (nameof(AmoCrmSwitches.EventsNewestFirst), "true"),
        (nameof(AmoCrmSwitches.BareSingleField), "true"),
        (nameof(AmoCrmSwitches.GatewayTimeoutAbove), "1"),
        (nameof(AmoCrmSwitches.GatewayTimeoutStores), "true"),
    ];

    /// <summary>Switches of what UserSync's runs never meet: webhooks (part 6 has them), and how strict the limiter is.</summary>
    public static IReadOnlyList<string> NotOurs { get; } =
    [
        nameof(AmoCrmSwitches.RequestsPerSecond), nameof(AmoCrmSwitches.AccountRequestsPerSecond), nameof(AmoCrmSwitches.BlockAtRefusal),
        nameof(AmoCrmSwitches.SubscriptionAsSeen), nameof(AmoCrmSwitches.WebhooksInPlan), nameof(AmoCrmSwitches.WebhookAccountLast), nameof(AmoCrmSwitches.WebhookSparse), nameof(AmoCrmSwitches.MergeWebhook),
        nameof(AmoCrmSwitches.WebhooksBundled), nameof(AmoCrmSwitches.WebhooksTwice), nameof(AmoCrmSwitches.WebhooksReversed), nameof(AmoCrmSwitches.WebhooksLost), nameof(AmoCrmSwitches.WebhookRetryKeepsId),
        nameof(AmoCrmSwitches.WebhookTimeoutIsZero),
    ];

    /// <summary>The switches that have another position.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Others.Select(o => o.Name)];

    /// <summary>All that may be turned together, in the position that is not the usual one.</summary>
    public static void Other(AmoCrmSwitches switches)
    {
        // These would hide what the others do: a trash that forgets at once, writes of one item only.
        foreach ((string name, string position) in Others.Where(o => o.Name is not (nameof(AmoCrmSwitches.TrashKeeps) or nameof(AmoCrmSwitches.GatewayTimeoutAbove) or nameof(AmoCrmSwitches.GatewayTimeoutStores)
            or nameof(AmoCrmSwitches.RefreshGrace))))
            switches.Set(name, position);
    }

    /// <summary>Turns one switch into its other position.</summary>
    public static void Turn(AmoCrmSwitches switches, string name)
    {
        string before = Shown(switches, name);
        switches.Set(name, Others.Single(o => o.Name == name).Position);

        // What is the usual position of one platform is the other one of the other.
        if (Shown(switches, name) == before)
            switches.Set(name, "false");
        Assert.NotEqual(before, Shown(switches, name));
        if (name == nameof(AmoCrmSwitches.GatewayTimeoutStores))
            switches.GatewayTimeoutAbove = 1;
    }

    private static string Shown(AmoCrmSwitches switches, string name) => Convert.ToString(typeof(AmoCrmSwitches).GetProperty(name, BindingFlags.Public | BindingFlags.Instance)!.GetValue(switches), CultureInfo.InvariantCulture) ?? "";
}
