using System.Collections;
using System.Management.Automation;
using UserSync.Core.Model;

namespace UserSync.PowerShell.Blocks;

/// <summary>Puts what a transform brought into a user: hashtables of field paths and values, and nothing else.</summary>
internal sealed class UserValues
{
    // Whoever reads $_.FirstName writes FirstName.
    private static readonly Dictionary<string, string> Properties = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(CmsUser.UserName)] = "username",
        [nameof(CmsUser.FirstName)] = "first_name",
        [nameof(CmsUser.LastName)] = "last_name",
    };

    private readonly IReadOnlyList<string> _paths;

    /// <summary>Knows the paths that the profile reads of a user.</summary>
    public UserValues(IReadOnlyList<string> paths) => _paths = paths;

    /// <summary>The user with the values.</summary>
    /// <param name="user">The user as it was read.</param>
    /// <param name="shown">The object that the block had as $_; bringing it changes nothing.</param>
    /// <param name="brought">What the block brought.</param>
    /// <exception cref="FormatException">Something was brought that is no hashtable of known fields and values.</exception>
    public CmsUser Apply(CmsUser user, CmsUser shown, IReadOnlyList<object?> brought)
    {
        foreach (object? one in brought)
        {
            switch (Plain(one))
            {
                case null:
                case var same when ReferenceEquals(same, shown):
                    break;
                case IDictionary values:
                    foreach (DictionaryEntry entry in values)
                        user = With(user, PathOf(entry.Key), entry.Value);
                    break;
                case var other:
                    throw new FormatException($"it brought a {other.GetType().Name}, where a hashtable such as @{{ name = 'Anna' }} or nothing is expected.");
            }
        }

        return user;
    }

    private static object? Plain(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private string PathOf(object key)
    {
        string text = key.ToString() ?? "";
        string wanted = Properties.GetValueOrDefault(text, text);
        if (wanted.Equals("id", StringComparison.OrdinalIgnoreCase) || wanted.Equals(nameof(CmsUser.UserId), StringComparison.OrdinalIgnoreCase))
            throw new FormatException("the id of a user cannot be changed.");
        string[] fitting = _paths.Contains(wanted, StringComparer.Ordinal) ? [wanted] : [.. _paths.Where(p => p.Equals(wanted, StringComparison.OrdinalIgnoreCase))];
        return fitting is [var path] ? path
            : throw new FormatException($"the profile reads no field '{text}' of users, only {string.Join(", ", _paths.Where(p => p != "id"))}.");
    }

    private static CmsUser With(CmsUser user, string path, object? value)
    {
        FieldValue given = BlockValue.Of(path, value);
        FieldValue held = user.Get(path);

        // What the site did not tell is not known to be empty: emptied, it would clear the contact's field.
        if (given.IsNotRead || (given.IsEmpty && held.IsNotRead))
            return user;
        if (given.Count > 1 && path is ("username" or "email" or "name" or "first_name" or "last_name" or "profile_url"))
            throw new FormatException(FormattableString.Invariant($"it brought {given.Count} values for {path}, which holds one."));
        return path switch
        {
            "username" => user with { UserName = given.Text ?? "" },
            "email" => user with { Email = given.Text ?? "" },
            "name" => user with { Name = given.Text ?? "" },
            "first_name" => user with { FirstName = given.Text ?? "" },
            "last_name" => user with { LastName = given.Text ?? "" },
            "profile_url" => user with { ProfileUrl = given.Text ?? "" },
            _ => user with { Fields = Added(user.Fields, path, given) },
        };
    }

    private static FieldMap Added(IReadOnlyDictionary<string, FieldValue> fields, string path, FieldValue value)
    {
        var map = new FieldMap();
        foreach ((string key, FieldValue held) in fields)
            map[key] = held;
        map[path] = value;
        return map;
    }
}
