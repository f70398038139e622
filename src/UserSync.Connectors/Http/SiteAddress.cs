using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Http;

/// <summary>The address of a website as a profile gives it.</summary>
internal static class SiteAddress
{
    /// <summary>The address with a slash at its end.</summary>
    /// <param name="end">The site.</param>
    /// <param name="tails">Paths that people copy along and that do not belong to it, such as <c>/administrator</c>.</param>
    /// <exception cref="ConnectorException">There is none, or it is not one of HTTP.</exception>
    public static Uri Of(EndSettings end, params ReadOnlySpan<string> tails)
    {
        if (end.Url is not { IsAbsoluteUri: true } url || url.Scheme is not ("http" or "https"))
        {
            throw new ConnectorException(Side.Cms, ConnectorErrorKind.Fatal, "The profile has no http or https address for the site.",
                "Set cms.url to the address of the site.");
        }

        string path = url.GetLeftPart(UriPartial.Path).TrimEnd('/');
        foreach (string tail in tails)
        {
            if (path.EndsWith(tail, StringComparison.OrdinalIgnoreCase))
                path = path[..^tail.Length];
        }

        return new Uri(path + "/");
    }
}
