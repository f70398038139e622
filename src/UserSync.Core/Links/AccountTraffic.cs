using System.Globalization;

namespace UserSync.Core.Links;

/// <summary>
/// The traffic to one account: the next free turn, a pause for everybody, a block. Pure: takes the time and tells the new state. Times
/// that lie further ahead than their reason allows come from a clock that was wrong, and are forgotten.
/// </summary>
/// <param name="NextAt">The next free turn.</param>
/// <param name="HeldUntil">Nobody sends before this.</param>
/// <param name="BlockedUntil">Nobody may run before this.</param>
/// <param name="Why">Why it is blocked.</param>
public sealed record AccountTraffic(DateTimeOffset NextAt, DateTimeOffset HeldUntil, DateTimeOffset BlockedUntil, string? Why)
{
    private static readonly TimeSpan LongestQueue = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan LongestBlock = TimeSpan.FromHours(2);

    /// <summary>Nobody has sent anything yet.</summary>
    public static AccountTraffic None { get; } = new(DateTimeOffset.MinValue, DateTimeOffset.MinValue, DateTimeOffset.MinValue, null);

    /// <summary>Takes the next turn.</summary>
    /// <param name="now">The time.</param>
    /// <param name="interval">Least time between two requests.</param>
    public (AccountTraffic After, AccountTurn Turn) Take(DateTimeOffset now, TimeSpan interval)
    {
        if (BlockedUntil > now && BlockedUntil - now <= LongestBlock)
            return (this, new AccountTurn(now, BlockedUntil, Why));
        DateTimeOffset open = HeldUntil > now && HeldUntil - now <= LongestHold ? HeldUntil : now;
        DateTimeOffset at = NextAt > open && NextAt - open <= LongestQueue + interval ? NextAt : open;
        return (this with { NextAt = at + interval }, new AccountTurn(at, null, null));
    }

    /// <summary>Pauses everybody. A longer pause that is under way stays.</summary>
    public AccountTraffic Hold(DateTimeOffset until) => this with { HeldUntil = until > HeldUntil ? until : HeldUntil };

    /// <summary>Keeps everybody out.</summary>
    public AccountTraffic Block(DateTimeOffset until, string why) => this with { BlockedUntil = until, Why = why };

    internal static AccountTraffic Parse(string? text)
    {
        if (text?.Split(' ', 4) is not [var next, var held, var blocked, .. var why] || !Ticks(next, out long n) || !Ticks(held, out long h) || !Ticks(blocked, out long b))
            return None;
        return new AccountTraffic(new DateTimeOffset(n, TimeSpan.Zero), new DateTimeOffset(h, TimeSpan.Zero), new DateTimeOffset(b, TimeSpan.Zero), why is [{ Length: > 0 } reason] ? reason : null);
    }

    internal string ToText() => string.Create(CultureInfo.InvariantCulture, $"{NextAt.UtcTicks} {HeldUntil.UtcTicks} {BlockedUntil.UtcTicks} {Why}");

    private static bool Ticks(string text, out long ticks) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks;
}
