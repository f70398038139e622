using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Connectors.WordPress;

/// <summary>
/// Finds out what became of creates whose answers were lost. An address is unique on a site, so a user with it is ours when its
/// login and its time of registration fit too; an older one proves that the create was refused.
/// </summary>
internal sealed class CreateSettlement(WordPressApi api, UserLookup lookup)
{
    // Registration times are whole seconds, and the clocks were compared at another moment than the create.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(60);

    private static readonly string[] NoFurtherFields = [];

    /// <summary>The result for one create.</summary>
    public async Task<SettledCreate> SettleAsync(OpenCreate create, TimeSpan skew, CancellationToken cancellationToken)
    {
        string email = CreatedUser.Email(create.Write);
        if (email.Length == 0)
            return new SettledCreate(create.IntentId, null);
        DateTimeOffset notBefore = create.CreatedAt + skew - Tolerance;
        foreach (CmsUser user in await lookup.SearchAsync(email, NoFurtherFields, cancellationToken))
        {
            (bool sameEmail, bool sameLogin) = CreatedUser.Fits(user, create.Write);
            if (!sameEmail)
                continue;
            if (user.CreatedAt < notBefore)
                return new SettledCreate(create.IntentId, null);
            return sameLogin
                ? new SettledCreate(create.IntentId, user.UserId) { Key = user.Key }
                : new SettledCreate(create.IntentId, null) { Ambiguous = true };
        }

        return await FindByLoginAsync(create, notBefore, cancellationToken);
    }

    /// <summary>How far the site's clock is ahead of ours.</summary>
    public async Task<TimeSpan> SkewAsync(CancellationToken cancellationToken)
    {
        RemoteAnswer<Account> answer = await Account.ReadAsync(api, cancellationToken);
        return answer.Response.Date is { } theirs ? theirs - api.Context.Time.GetUtcNow() : TimeSpan.Zero;
    }

    // Somebody may have changed the address since.
    private async Task<SettledCreate> FindByLoginAsync(OpenCreate create, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        string shortest = CreatedUser.Logins(create.Write)[0];
        bool newOne = (await lookup.SearchAsync(shortest, NoFurtherFields, cancellationToken))
            .Exists(user => user.CreatedAt >= notBefore && CreatedUser.Fits(user, create.Write).Login);
        return new SettledCreate(create.IntentId, null) { Ambiguous = newOne };
    }
}
