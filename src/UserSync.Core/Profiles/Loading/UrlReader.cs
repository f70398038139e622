namespace UserSync.Core.Profiles.Loading;

/// <summary>Reads web addresses. They are not repeated in messages, for people paste them with passwords inside.</summary>
internal static class UrlReader
{
    /// <summary>The address; null when there is none or it is refused.</summary>
    public static Uri? Read(ObjectReader reader, string name)
    {
        if (reader.Text(name) is not { } text)
            return null;
        ProfileNode node = reader.Node.At(name);
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            reader.Problems.Add(node, "this is not a web address", "write it whole, with https:// in front");
            return null;
        }

        if (url.UserInfo.Length > 0)
        {
            reader.Problems.Add(node, "the address holds a user name or password", "take it out of the address and refer to it by a credential");
            return null;
        }

        if (url.Fragment.Length > 0)
        {
            reader.Problems.Add(node, "the address has a part after #, which is never sent", "remove it");
            return null;
        }

        return url;
    }
}
