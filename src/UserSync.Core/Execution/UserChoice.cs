using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Core.Execution;

/// <summary>What the caller makes of a user before anything is planned.</summary>
public sealed record UserChoice
{
    private UserChoice(CmsUser? user, SyncError? error)
    {
        User = user;
        Error = error;
    }

    /// <summary>The user is no part of this run.</summary>
    public static UserChoice LeftOut { get; } = new(null, null);

    /// <summary>The user whose values are planned with; null when there is none.</summary>
    public CmsUser? User { get; }

    /// <summary>Why nothing can be made of the user.</summary>
    public SyncError? Error { get; }

    /// <summary>Plans with these values, which are the same user's.</summary>
    public static UserChoice Take(CmsUser user) => new(user, null);

    /// <summary>Nothing is planned for the user but this failure.</summary>
    public static UserChoice Fail(SyncError error) => new(null, error);
}
