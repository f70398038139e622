using System.Globalization;

namespace UserSync.Connectors.WordPress;

/// <summary>What a site tells about itself in its REST index.</summary>
/// <param name="Routes">The form of its REST addresses.</param>
/// <param name="Name">The site's title.</param>
/// <param name="Url">Where WordPress and its administration are (the option <c>siteurl</c>), without a slash at the end.</param>
/// <param name="Home">Where visitors go (the option <c>home</c>), without a slash at the end.</param>
/// <param name="ApplicationPasswords">Whether application passwords can be used.</param>
internal sealed record WordPressSite(WordPressRoutes Routes, string Name, string Url, string Home, bool ApplicationPasswords)
{
    /// <summary>The page of a user in the administration.</summary>
    public string ProfileUrl(string userId) => string.Create(CultureInfo.InvariantCulture, $"{Url}/wp-admin/user-edit.php?user_id={userId}");
}
