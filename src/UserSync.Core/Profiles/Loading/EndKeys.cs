using UserSync.Core.Model;

namespace UserSync.Core.Profiles.Loading;

/// <summary>Which key of <c>cms</c> and <c>crm</c> belongs to which kinds of system.</summary>
internal static class EndKeys
{
    private static readonly string[] Files = [EndKinds.Csv, EndKinds.Json];

    private static readonly Dictionary<string, string[]> Cms = new(StringComparer.Ordinal)
    {
        ["url"] = [EndKinds.WordPress, EndKinds.Joomla, EndKinds.Drupal, EndKinds.Backdrop],
        ["credential"] = [EndKinds.WordPress, EndKinds.Joomla, EndKinds.Drupal],
        ["http"] = [EndKinds.WordPress, EndKinds.Joomla, EndKinds.Drupal],
        ["agent"] = [EndKinds.WordPress, EndKinds.Joomla, EndKinds.Backdrop],
        ["mailOff"] = [EndKinds.Joomla],
        ["timeZone"] = [EndKinds.Joomla],
        ["path"] = Files,
        ["idColumn"] = Files,
        ["modifiedColumn"] = Files,
        ["enabledColumn"] = Files,
        ["groupsColumn"] = Files,
        ["columns"] = Files,
        ["delimiter"] = [EndKinds.Csv],
        ["listSeparator"] = Files,
        ["urlTemplate"] = Files,
    };

    private static readonly Dictionary<string, string[]> Crm = new(StringComparer.Ordinal)
    {
        ["url"] = [EndKinds.AmoCrm, EndKinds.CiviCrm],
        ["credential"] = [EndKinds.AmoCrm, EndKinds.CiviCrm],
        ["http"] = [EndKinds.AmoCrm, EndKinds.CiviCrm],
        ["platform"] = [EndKinds.AmoCrm, EndKinds.CiviCrm],
        ["batchSize"] = [EndKinds.AmoCrm, EndKinds.CiviCrm],
        ["noteKind"] = [EndKinds.AmoCrm],
        ["oauth"] = [EndKinds.AmoCrm],
        ["cleanUrls"] = [EndKinds.CiviCrm],
        ["siteKey"] = [EndKinds.CiviCrm],
        ["locationType"] = [EndKinds.CiviCrm],
        ["changeCmsEmail"] = [EndKinds.CiviCrm],
        ["timeZone"] = [EndKinds.CiviCrm],
        ["path"] = Files,
        ["idColumn"] = Files,
        ["modifiedColumn"] = Files,
        ["tagsColumn"] = Files,
        ["columns"] = Files,
        ["delimiter"] = [EndKinds.Csv],
        ["listSeparator"] = Files,
        ["urlTemplate"] = Files,
    };

    public static bool Fits(Side side, string kind, string key) => Of(side).TryGetValue(key, out string[]? kinds) && kinds.Contains(kind, StringComparer.Ordinal);

    /// <summary>Why a key is not for this kind; null when no kind knows it.</summary>
    public static string? WhyNot(Side side, string kind, string key)
    {
        if (Of(side).TryGetValue(key, out string[]? kinds))
            return $"'{key}' belongs to {string.Join(", ", kinds)}, not to {kind}";
        return Of(side == Side.Cms ? Side.Crm : Side.Cms).ContainsKey(key) || key is "site" or "account"
            ? $"'{key}' belongs to '{(side == Side.Cms ? "crm" : "cms")}'"
            : null;
    }

    private static Dictionary<string, string[]> Of(Side side) => side == Side.Cms ? Cms : Crm;
}
