namespace UserSync.Connectors.Files.Json;

/// <summary>A property that can be mapped.</summary>
/// <param name="Name">Its dotted path.</param>
/// <param name="Segments">The names from the outermost object inwards; a name may hold a dot itself.</param>
/// <param name="Seen">True when one of the first objects has it: only then does its absence mean that it is empty.</param>
internal sealed record JsonColumn(string Name, string[] Segments, bool Seen);
