namespace UserSync.Core.Links;

/// <summary>Who holds a lease.</summary>
/// <param name="Host">Name of the machine.</param>
/// <param name="Pid">Id of the process.</param>
/// <param name="ProcessStarted">When the process was started: tells it from a later one with the same id.</param>
public sealed record LeaseOwner(string Host, int Pid, DateTimeOffset ProcessStarted);
