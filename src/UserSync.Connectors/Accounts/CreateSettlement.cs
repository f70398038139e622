using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Accounts;

/// <summary>
/// Finds out what became of creates of users whose answers were lost. A new user with the address of the create is ours when its
/// login fits too; an older one proves that the create was refused, because nobody is made whose address is taken.
/// </summary>
/// <param name="search">Users in whose login or address the text occurs.</param>
internal sealed class CreateSettlement(Func<string, CancellationToken, Task<List<CmsUser>>> search)
{
    // Registration times are whole seconds, and the clocks were compared at another moment than the create.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(60);

    /// <summary>The result for one create.</summary>
    /// <param name="create">The create.</param>
    /// <param name="skew">How far the site's clock is ahead of ours.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<SettledCreate> SettleAsync(OpenCreate create, TimeSpan skew, CancellationToken cancellationToken)
    {
        string email = CreatedUser.Email(create.Write);
        if (email.Length == 0)
            return new SettledCreate(create.IntentId, null);
        DateTimeOffset notBefore = create.CreatedAt + skew - Tolerance;
        List<CmsUser> same = (await search(email, cancellationToken)).FindAll(user => CreatedUser.Fits(user, create.Write).Email);
        List<CmsUser> made = same.FindAll(user => user.CreatedAt is not { } time || time >= notBefore);
        if (made is [{ } only] && CreatedUser.Fits(only, create.Write).Login && only.CreatedAt is not null)
            return new SettledCreate(create.IntentId, only.UserId) { Key = only.Key };
        if (same.Count > 0)
            return new SettledCreate(create.IntentId, null) { Ambiguous = made.Count > 0 };

        // Somebody may have changed the address since.
        string shortest = CreatedUser.Logins(create.Write)[0];
        bool newOne = (await search(shortest, cancellationToken)).Exists(user => user.CreatedAt >= notBefore && CreatedUser.Fits(user, create.Write).Login);
        return new SettledCreate(create.IntentId, null) { Ambiguous = newOne };
    }
}
