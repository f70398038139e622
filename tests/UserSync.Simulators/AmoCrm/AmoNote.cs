using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>A note on a contact.</summary>
/// <param name="Id">The id.</param>
/// <param name="EntityId">The contact.</param>
/// <param name="CreatedBy">Who wrote it; 0 for a robot.</param>
/// <param name="CreatedAt">Unix seconds.</param>
/// <param name="ResponsibleUserId">The user in charge.</param>
/// <param name="GroupId">That user's group.</param>
public sealed record AmoNote(long Id, long EntityId, long CreatedBy, long CreatedAt, long ResponsibleUserId, long GroupId)
{
    /// <summary><c>common</c>, <c>service_message</c> or <c>extended_service_message</c>.</summary>
    public required string NoteType { get; set; }

    /// <summary>The text, and the service of a service message.</summary>
    public JsonObject Params { get; internal set; } = [];

    /// <summary>Unix seconds.</summary>
    public long UpdatedAt { get; set; } = CreatedAt;

    /// <summary>Who changed it last.</summary>
    public long UpdatedBy { get; set; } = CreatedBy;
}
