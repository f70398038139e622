namespace UserSync.Core.Profiles;

/// <summary>What stops a run before its first write.</summary>
public sealed record BrakeSettings
{
    /// <summary>Largest share of the linked pairs, in percent, that a run may delete or unlink.</summary>
    public int MaxDeletePercent { get; init; } = 20;

    /// <summary>Most records that a run may create; null for no limit.</summary>
    public int? MaxCreates { get; init; }
}
