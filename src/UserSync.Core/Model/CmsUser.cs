namespace UserSync.Core.Model;

/// <summary>An account on the website. Of the text properties null means "not read" and "" means "read and empty".</summary>
public sealed record CmsUser
{
    /// <summary>The site's stable key, <c>cms.site</c> of the profile.</summary>
    public required string Site { get; init; }

    /// <summary>The id that people see: Joomla id, Drupal uid, WordPress id.</summary>
    public required string UserId { get; init; }

    /// <summary>What the API addresses: Drupal's UUID; elsewhere the same as <see cref="UserId"/>.</summary>
    public string Key { get => field ?? UserId; init; }

    /// <summary>Name of the profile through which the user was read.</summary>
    public string? Profile { get; init; }

    /// <summary>The log-in name.</summary>
    public string? UserName { get; init; }

    /// <summary>The e-mail address as the site holds it.</summary>
    public string? Email { get; init; }

    /// <summary>The display name.</summary>
    public string? Name { get; init; }

    /// <summary>The first name, where the site has one.</summary>
    public string? FirstName { get; init; }

    /// <summary>The last name, where the site has one.</summary>
    public string? LastName { get; init; }

    /// <summary>False when the account is blocked; null when the site does not tell.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The groups or roles of the user.</summary>
    public IReadOnlyList<CmsGroup> Groups { get; init; } = [];

    /// <summary>When the account was registered.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the account was changed last; null where the site does not know.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Address of the user's page in the administration of the site.</summary>
    public string? ProfileUrl { get; init; }

    /// <summary>All further fields by path: <c>fields.phone</c>, <c>meta.company</c>, <c>params.amocrm.telegram</c>.</summary>
    public IReadOnlyDictionary<string, FieldValue> Fields { get; init; } = FieldMap.None;

    /// <summary>The value at a field path; <see cref="FieldValue.NotRead"/> for a path that was not read.</summary>
    public FieldValue Get(string path) => path switch
    {
        "id" => FieldValue.Of(UserId),
        "username" => FieldValue.OfRead(UserName),
        "email" => FieldValue.OfRead(Email),
        "name" => FieldValue.OfRead(Name),
        "first_name" => FieldValue.OfRead(FirstName),
        "last_name" => FieldValue.OfRead(LastName),
        "profile_url" => FieldValue.OfRead(ProfileUrl),
        _ => Fields.TryGetValue(path, out FieldValue value) ? value
            : MembershipPath.Parse(path) is { Base: MembershipPath.Group } group ? MembershipPath.Of(Groups.Any(g => group.Means(g.Id, g.Name)))
            : FieldValue.NotRead,
    };

    /// <inheritdoc/>
    public override string ToString() => $"user {UserId} ({Email ?? UserName ?? Name})";
}
