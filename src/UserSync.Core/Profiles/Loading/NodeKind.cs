namespace UserSync.Core.Profiles.Loading;

/// <summary>What stands at a place of a JSON text.</summary>
internal enum NodeKind
{
    Missing,
    Null,
    Text,
    Number,
    Boolean,
    List,
    Object,
}
