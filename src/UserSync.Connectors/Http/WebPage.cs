using System.Net;
using System.Text.RegularExpressions;

namespace UserSync.Connectors.Http;

/// <summary>Finds out what a web page is about that came instead of data.</summary>
internal static partial class WebPage
{
    private const int LongestTitle = 80;

    /// <summary>The page's title in quotation marks, or "a web page".</summary>
    public static string Describe(string html)
    {
        Match match = Title().Match(html);
        string title = match.Success ? PlainText(match.Groups["title"].Value) : "";
        return title.Length == 0 ? "a web page" : $"a web page titled \"{title}\"";
    }

    /// <summary>Text without tags, entities and control characters, in one line and cut to a readable length.</summary>
    public static string PlainText(string html, int longest = LongestTitle)
    {
        string text = WebUtility.HtmlDecode(Tag().Replace(html, " "));
        text = Blank().Replace(text, " ").Trim();
        return text.Length <= longest ? text : text[..longest] + "…";
    }

    [GeneratedRegex("<title[^>]*>(?<title>.*?)</title>", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Title();

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"[\s\p{Cc}]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Blank();
}
