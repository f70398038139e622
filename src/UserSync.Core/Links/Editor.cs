namespace UserSync.Core.Links;

/// <summary>Who changes links by hand, and with what. While a store has one, its changes are journalled as a run of their own.</summary>
/// <param name="Profile">Name of the profile.</param>
/// <param name="Command">The command, such as New-SyncLink.</param>
/// <param name="Who">The account and the machine, such as anna@web1.</param>
public sealed record Editor(string Profile, string Command, string Who)
{
    /// <summary>Id of the run, once something was changed.</summary>
    internal string? Run { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Command} by {Who}";
}
