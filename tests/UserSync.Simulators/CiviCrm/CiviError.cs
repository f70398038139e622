namespace UserSync.Simulators.CiviCrm;

/// <summary>A failure of one API call.</summary>
public sealed class CiviError : Exception
{
    /// <summary>Makes a failure.</summary>
    public CiviError(string message, int status = 500)
        : base(message) => Status = status;

    /// <summary>The HTTP status that goes with it.</summary>
    public int Status { get; }

    /// <summary>The account lacks a permission.</summary>
    public static CiviError Denied(string entity, string action) => new($"Authorization failed: Cannot {action} {entity}", 403);
}
