using System.ComponentModel;
using System.Reflection;

namespace UserSync.Simulators.AmoCrm;

/// <summary>
/// One switch for each point on which the sources of the contract disagree or say nothing. A client must be right under every position.
/// May be turned while the simulator runs.
/// </summary>
public sealed class AmoCrmSwitches
{
    /// <summary>The token endpoint refuses with 400 as the documents promise, instead of 401 as was seen.</summary>
    public bool TokenFailureIs400 { get; set; }

    /// <summary>How long a refresh token that was used still works; unknown, none by default.</summary>
    public TimeSpan RefreshGrace { get; set; }

    /// <summary>A refresh also ends the access token of the old pair.</summary>
    public bool RefreshKillsOldAccess { get; set; }

    /// <summary>401 and the like speak Russian, as was seen on amocrm.ru.</summary>
    public bool RussianErrors { get; set; }

    /// <summary>405 has an empty body, as was seen, instead of JSON.</summary>
    public bool Empty405 { get; set; }

    /// <summary>DELETE of a contact answers 404 "Cannot DELETE", as was seen on a sibling route, instead of 405.</summary>
    public bool DeleteIs404 { get; set; }

    /// <summary>429 is nginx's web page, as was seen, instead of JSON.</summary>
    public bool Html429 { get; set; }

    /// <summary>The seconds told by 429 in the header <c>Retry-After</c>; null for no header.</summary>
    public int? RetryAfterHeader { get; set; }

    /// <summary>Requests a second and integration (on Kommo: and address); 0 for no limit.</summary>
    public int RequestsPerSecond { get; set; } = 7;

    /// <summary>Requests a second and account on amocrm.ru; 0 for no limit.</summary>
    public int AccountRequestsPerSecond { get; set; } = 50;

    /// <summary>The refusal within one minute that brings the block; 0 for never.</summary>
    public int BlockAtRefusal { get; set; } = 4;

    /// <summary>How long a block lasts; null until the vendor's support ends it.</summary>
    public TimeSpan? BlockLasts { get; set; }

    /// <summary>The greatest page; 500 is spoken of for some methods.</summary>
    public int GreatestPage { get; set; } = 250;

    /// <summary>The page without <c>limit</c>; inferred.</summary>
    public int UsualPage { get; set; } = 50;

    /// <summary>Pages after the first have the links <c>first</c> and <c>prev</c>; inferred.</summary>
    public bool BackLinks { get; set; } = true;

    /// <summary><c>filter[created_at]</c> works.</summary>
    public bool CreatedAtFilter { get; set; }

    /// <summary><c>filter[custom_fields_values]</c> works for e-mail and telephone.</summary>
    public bool MultitextFilter { get; set; }

    /// <summary>Answers look as in older accounts: no <c>is_deleted</c>, <c>enum</c> for <c>enum_code</c>, no <c>server_time</c> of tokens.</summary>
    public bool OldShapes { get; set; }

    /// <summary>Tags have no <c>color</c>, as on Kommo.</summary>
    public bool TagsWithoutColor { get; set; }

    /// <summary><c>query</c> tells capitals from small letters.</summary>
    public bool QueryMatchesCase { get; set; }

    /// <summary><c>query</c> finds whole words only.</summary>
    public bool QueryByWords { get; set; }

    /// <summary><c>query</c> finds a telephone number whatever its punctuation, 8 being the same as +7.</summary>
    public bool QueryNormalisesPhones { get; set; }

    /// <summary>A shorter <c>query</c> finds nothing.</summary>
    public int QueryMinimumLength { get; set; }

    /// <summary>How long after a write <c>query</c> still sees the old state.</summary>
    public TimeSpan IndexDelay { get; set; }

    /// <summary>The good items of a batch that was answered 400 are stored.</summary>
    public bool GoodItemsStored { get; set; }

    /// <summary>PATCH of one contact answers the bare object (shape A of the contract) instead of a list of one (B).</summary>
    public bool BareSingleUpdate { get; set; }

    /// <summary>PATCH answers have the <c>request_id</c>.</summary>
    public bool UpdateEchoesRequestId { get; set; } = true;

    /// <summary>Answers to writes have no <c>is_deleted</c> and <c>is_unsorted</c>, as in amoCRM's documents.</summary>
    public bool ShortWriteAnswers { get; set; }

    /// <summary>An item of a PATCH without an id makes a contact, as was seen; otherwise it is refused.</summary>
    public bool UpdateWithoutIdCreates { get; set; } = true;

    /// <summary>An item of a PATCH with an unknown or deleted id is left out of the answer without a word; otherwise it is refused.</summary>
    public bool UnknownIdIgnored { get; set; }

    /// <summary>An <c>updated_at</c> older than the stored one is taken; otherwise it is refused as by the older API.</summary>
    public bool StaleUpdatedAtTaken { get; set; }

    /// <summary>A PATCH that changes nothing moves <c>updated_at</c> and fires webhooks.</summary>
    public bool EmptyUpdateBumps { get; set; } = true;

    /// <summary><c>values:[{"value":null}]</c> clears; otherwise it is refused.</summary>
    public bool NullInListClears { get; set; }

    /// <summary><c>_embedded.tags:null</c> takes all tags off, as documented; otherwise it is ignored, as was measured.</summary>
    public bool NullTagsClear { get; set; } = true;

    /// <summary>A tag named in both lists is there afterwards.</summary>
    public bool TagInBothListsStays { get; set; }

    /// <summary>A tag whose name differs by case only is the same tag.</summary>
    public bool TagsIgnoreCase { get; set; }

    /// <summary>The kind of an e-mail or telephone that was sent without one.</summary>
    public string KindWithoutEnum { get; set; } = "WORK";

    /// <summary>With a whole name and parts given, the parts win.</summary>
    public bool PartsMakeName { get; set; }

    /// <summary>A new note moves the contact's <c>updated_at</c>.</summary>
    public bool NoteBumpsContact { get; set; }

    /// <summary><c>filter[entity_id]</c> of the list of notes is ignored although filters are enabled.</summary>
    public bool NotesFilterIgnored { get; set; }

    /// <summary>Contacts that were merged away are listed among the deleted ones.</summary>
    public bool MergedListedAsDeleted { get; set; }

    /// <summary>How long the trash keeps a contact; null for ever.</summary>
    public TimeSpan? TrashKeeps { get; set; }

    /// <summary>Events come newest first.</summary>
    public bool EventsNewestFirst { get; set; }

    /// <summary>A new field answers as a bare object, as on Kommo.</summary>
    public bool BareSingleField { get; set; }

    /// <summary>Writes of more items answer 504; 0 for none.</summary>
    public int GatewayTimeoutAbove { get; set; }

    /// <summary>What answered 504 for its size is stored all the same.</summary>
    public bool GatewayTimeoutStores { get; set; }

    /// <summary>A subscription answers 200 with the settings as an object, as was seen, instead of 201 with a list.</summary>
    public bool SubscriptionAsSeen { get; set; }

    /// <summary>The plan includes webhooks.</summary>
    public bool WebhooksInPlan { get; set; } = true;

    /// <summary>The block <c>account</c> comes last in a webhook, as until 2023.</summary>
    public bool WebhookAccountLast { get; set; }

    /// <summary>Webhooks have only what was there in every recording: no account id, no users who made or changed it.</summary>
    public bool WebhookSparse { get; set; }

    /// <summary>What a merge sends.</summary>
    public MergeWebhook MergeWebhook { get; set; }

    /// <summary>Changes of one request come in one webhook.</summary>
    public bool WebhooksBundled { get; set; }

    /// <summary>Every webhook is sent twice.</summary>
    public bool WebhooksTwice { get; set; }

    /// <summary>Webhooks that are due together are sent the newest first.</summary>
    public bool WebhooksReversed { get; set; }

    /// <summary>Webhooks are lost before they are sent.</summary>
    public bool WebhooksLost { get; set; }

    /// <summary>A repeated webhook has the <c>X-Amocrm-Requestid</c> of its first attempt.</summary>
    public bool WebhookRetryKeepsId { get; set; } = true;

    /// <summary>A webhook that timed out counts as status 0 instead of 499.</summary>
    public bool WebhookTimeoutIsZero { get; set; }

    /// <summary>The positions that fit a platform where its documents differ from the other one's.</summary>
    public static AmoCrmSwitches Of(AmoPlatform platform) => platform == AmoPlatform.AmoCrm
        ? new AmoCrmSwitches()
        : new AmoCrmSwitches { TagsWithoutColor = true, BareSingleField = true };

    /// <summary>Turns a switch by its name, for command lines and scripts.</summary>
    /// <param name="name">The name of a property; its case does not matter.</param>
    /// <param name="value">The position: true or false, a number, a time such as 00:00:05, or a name.</param>
    /// <exception cref="ArgumentException">There is no such switch or position.</exception>
    public void Set(string name, string value)
    {
        PropertyInfo property = typeof(AmoCrmSwitches).GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
            ?? throw new ArgumentException($"There is no switch '{name}'. There are: {string.Join(", ", typeof(AmoCrmSwitches).GetProperties().Select(p => p.Name))}.");
        property.SetValue(this, TypeDescriptor.GetConverter(property.PropertyType).ConvertFromInvariantString(value));
    }
}
