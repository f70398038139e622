using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>An entry of <c>/api/v4/events</c>.</summary>
/// <param name="Id">The id, a text.</param>
/// <param name="Type">Such as <c>contact_deleted</c>.</param>
/// <param name="EntityId">The contact.</param>
/// <param name="CreatedBy">Who did it; 0 for a robot.</param>
/// <param name="CreatedAt">Unix seconds.</param>
/// <param name="Before">JSON of the value before; empty for none.</param>
/// <param name="After">JSON of the value after; empty for none.</param>
public sealed record AmoEvent(string Id, string Type, long EntityId, long CreatedBy, long CreatedAt, JsonArray Before, JsonArray After);
