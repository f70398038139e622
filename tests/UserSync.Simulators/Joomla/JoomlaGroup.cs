using System.Text.Json.Nodes;

namespace UserSync.Simulators.Joomla;

/// <summary>A group of users; Joomla keeps them as a nested set.</summary>
/// <param name="Id">The id.</param>
/// <param name="Parent">The group above.</param>
/// <param name="Left">Left border in the nested set.</param>
/// <param name="Right">Right border.</param>
/// <param name="Title">The title; two groups below different parents may share one.</param>
public sealed record JoomlaGroup(int Id, int Parent, int Left, int Right, string Title)
{
    /// <summary>The groups of a fresh installation, in the order of the list.</summary>
    public static IReadOnlyList<JoomlaGroup> Installed { get; } =
    [
        new(1, 0, 1, 18, "Public"), new(9, 1, 2, 3, "Guest"), new(6, 1, 4, 7, "Manager"), new(7, 6, 5, 6, "Administrator"), new(2, 1, 8, 15, "Registered"),
        new(3, 2, 9, 14, "Author"), new(4, 3, 10, 13, "Editor"), new(5, 4, 11, 12, "Publisher"), new(8, 1, 16, 17, "Super Users"),
    ];

    /// <summary>What is told of it.</summary>
    public JsonObject Told() => new() { ["id"] = Id, ["parent_id"] = Parent, ["lft"] = Left, ["rgt"] = Right, ["title"] = Title };
}
