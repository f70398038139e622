using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>A line of the field map as one run uses it.</summary>
/// <param name="Mapping">The line.</param>
/// <param name="Way">Which way it travels in this run; null when it does not.</param>
/// <param name="User">Number of its user path.</param>
/// <param name="Contact">Number of its contact path.</param>
/// <param name="List">Number of the path to all elements of its list; -1 when it is no list.</param>
internal sealed record FieldLane(FieldMapping Mapping, SyncDirection? Way, int User, int Contact, int List)
{
    /// <summary>Names the baseline of the field.</summary>
    public string Key { get; } = Mapping.BaselineKey;
}
