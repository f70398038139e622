namespace UserSync.Core.Connectors;

/// <summary>A connector to a system in which contacts can only be recognised by a field of their own, which it can make on request.</summary>
public interface IMarkerFieldMaker
{
    /// <summary>Makes the field, or brings the one that it made before. Called for an explicit command only, never by a run.</summary>
    /// <param name="kind">What the field will hold.</param>
    /// <param name="name">What people see.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<FieldInfo> MakeMarkerFieldAsync(MarkerFieldKind kind, string name, CancellationToken cancellationToken);
}
