using System.Text;
using UserSync.Core.Json;

namespace UserSync.Core.Redaction;

/// <summary>
/// Takes secrets out of everything that is shown or logged, by the name of the header or field that holds them. Bodies are
/// taken apart by their structure; one that cannot be taken apart is withheld whole.
/// </summary>
public static class Redactor
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Mask = "***";

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "pass", "passwd", "pwd", "pin", "auth", "bearer", "credential", "credentials", "sitekey", "privatekey", "signature", "sessionid",
    };

    private static readonly string[] Parts = ["password", "passphrase", "userpass", "secret", "token", "apikey", "authorization", "cookie", "activationkey", "civiauth", "civikey", "nonce"];

    /// <summary>Whether a header or field of this name holds a secret: upper and lower case, <c>_</c>, <c>-</c> and spaces make no difference.</summary>
    public static bool IsSecret(string name)
    {
        string plain = Plain(name);
        return Names.Contains(plain) || Array.Exists(Parts, p => plain.Contains(p, StringComparison.Ordinal));
    }

    /// <summary>A header's value as it may be shown.</summary>
    public static string Header(string name, string value) => IsSecret(name) ? Mask : value;

    /// <summary>A body as it may be shown: JSON and forms without their secrets, other types only by size.</summary>
    /// <param name="mediaType">The media type without parameters, such as <c>application/json</c>; null when unknown.</param>
    /// <param name="body">The whole body: a cut one cannot be taken apart.</param>
    public static string Body(string? mediaType, string body)
    {
        if (body.Length == 0)
            return "";
        if (mediaType is not null && mediaType.Contains("json", StringComparison.OrdinalIgnoreCase))
            return Json(body);
        if (string.Equals(mediaType, "application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
            return Form(body);
        return Withheld(mediaType ?? "unknown type", body);
    }

    /// <summary>JSON without its secrets; text that is not whole JSON is withheld.</summary>
    public static string Json(string json)
    {
        using StringWriter text = new();
        using (StringReader source = new(json))
        using (Newtonsoft.Json.JsonTextReader reader = JsonText.Reader(source))
        using (Newtonsoft.Json.JsonTextWriter writer = JsonText.Writer(text))
        {
            writer.AutoCompleteOnClose = false;
            if (!JsonRedaction.Copy(reader, writer))
                return Withheld("not valid JSON", json);
        }

        return text.ToString();
    }

    /// <summary>A form body or query without its secrets; a value that is JSON itself is redacted as such.</summary>
    public static string Form(string form)
    {
        StringBuilder result = new(form.Length);
        foreach (string pair in form.Split('&'))
        {
            if (result.Length > 0)
                result.Append('&');
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? pair : pair[..equals];
            result.Append(name);
            if (equals >= 0)
                result.Append('=').Append(FormValue(Decode(name), pair[(equals + 1)..]));
        }

        return result.ToString();
    }

    private static string FormValue(string name, string value)
    {
        // An authorisation code is called just "code"; in JSON answers that name means an error code.
        if (IsSecret(name) || name == "code" || LastPart(name) is { } part && IsSecret(part))
            return Mask;
        string decoded = Decode(value);
        return decoded.AsSpan().TrimStart() is ['{' or '[', ..] ? Json(decoded) : value;
    }

    // user[pass], params[api_key]
    private static string? LastPart(string name)
    {
        int open = name.LastIndexOf('[');
        return open >= 0 && name.EndsWith(']') ? name[(open + 1)..^1] : null;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static string Withheld(string why, string body) => $"({why}, {body.Length} characters, withheld)";

    private static string Plain(string name)
    {
        Span<char> plain = name.Length <= 128 ? stackalloc char[name.Length] : new char[name.Length];
        int length = 0;
        foreach (char c in name)
        {
            if (c is not ('_' or '-' or ' ' or '.'))
                plain[length++] = char.ToLowerInvariant(c);
        }

        return new string(plain[..length]);
    }
}
