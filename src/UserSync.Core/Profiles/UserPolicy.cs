using UserSync.Core.Connectors;

namespace UserSync.Core.Profiles;

/// <summary>How users are made and changed.</summary>
public sealed record UserPolicy
{
    /// <summary>Contacts without a user get one.</summary>
    public bool Create { get; init; } = true;

    /// <summary>Linked users are changed.</summary>
    public bool Update { get; init; } = true;

    /// <summary>Groups or roles of a new user, by id or name.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Whether a new user may log in.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whether the site mails people about what UserSync does.</summary>
    public NotifyChoice Notify { get; init; }

    /// <summary>True makes a new user choose a password at the first log-in, where the system can.</summary>
    public bool RequirePasswordReset { get; init; }

    /// <summary>Users for contacts without an e-mail address.</summary>
    public TemporaryUserPolicy Temporary { get; init; } = new();

    /// <summary>What happens to the user when its contact is proven to be gone.</summary>
    public GonePolicy OnContactDeleted { get; init; }

    /// <summary>User id that gets the content of a deleted user, where the system needs one.</summary>
    public string? ReassignTo { get; init; }
}
