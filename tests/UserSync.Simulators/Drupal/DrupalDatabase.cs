namespace UserSync.Simulators.Drupal;

/// <summary>All that the site stores; for seeding and for asserting.</summary>
/// <param name="clock">The site's clock.</param>
public sealed class DrupalDatabase(SimulatedClock clock)
{
    /// <summary>The accounts, the anonymous visitor among them.</summary>
    public SortedDictionary<long, DrupalUser> Users { get; } = [];

    /// <summary>The roles.</summary>
    public List<DrupalRole> Roles { get; } = [];

    /// <summary>The site's own fields of users.</summary>
    public List<DrupalField> Fields { get; } = [];

    /// <summary>The number that the next account gets; a failed insert uses one up, too.</summary>
    public long NextUid { get; set; }

    /// <summary>Makes UUIDs.</summary>
    public Func<string> NewUuid { get; set; } = static () => Guid.NewGuid().ToString("D");

    /// <summary>Puts an account into the database as it is.</summary>
    public DrupalUser Add(string? name, string? mail, bool status = true, string? password = null, params string[] roles)
    {
        DateTimeOffset now = Now;
        DrupalUser user = new() { Uid = NextUid++, Uuid = NewUuid(), Name = name, Mail = mail, Status = status, Password = password, Created = now, Changed = now };
        user.Roles.AddRange(roles);
        Users[user.Uid] = user;
        return user;
    }

    /// <summary>The account with a UUID.</summary>
    public DrupalUser? Find(string uuid) => Users.Values.FirstOrDefault(u => string.Equals(u.Uuid, uuid, StringComparison.OrdinalIgnoreCase));

    /// <summary>The time in whole seconds, as Drupal stores it.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>Whether an account holds a permission.</summary>
    public bool May(DrupalUser account, string permission) => account.Uid == 1
        || Roles.Any(r => (account.Roles.Contains(r.Name) || r.Name == (account.Uid == 0 ? "anonymous" : "authenticated")) && (r.IsAdmin || r.Permissions.Contains(permission)));
}
