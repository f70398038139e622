using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Model;

namespace UserSync.PowerShell;

/// <summary>One change that a run would make, or the reason why it would make none.</summary>
public sealed record SyncPlanItem
{
    /// <summary>Name of the profile.</summary>
    public required string Profile { get; init; }

    /// <summary>The site's stable key.</summary>
    public required string Site { get; init; }

    /// <summary>The account's stable key.</summary>
    public required string Account { get; init; }

    /// <summary>What would be done.</summary>
    public SyncAction Action { get; init; }

    /// <summary>The side that would be written.</summary>
    public Side Target { get; init; } = Side.Crm;

    /// <summary>The user.</summary>
    public string? UserId { get; init; }

    /// <summary>The contact; null before it is created.</summary>
    public string? ContactId { get; init; }

    /// <summary>The e-mail that identifies the person.</summary>
    public string? Email { get; init; }

    /// <summary>The name that identifies the person.</summary>
    public string? Name { get; init; }

    /// <summary>The fields with their values before and after.</summary>
    public IReadOnlyList<FieldWrite> Fields { get; init => field = TextList.Of(value); } = TextList.Of<FieldWrite>([]);

    /// <summary>The records to choose from, of a conflict.</summary>
    public IReadOnlyList<string> Candidates { get; init => field = TextList.Of(value); } = TextList.Of<string>([]);

    /// <summary>What would happen, in words.</summary>
    public string Change { get; init; } = "";

    /// <summary>Why, in words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Why it would fail.</summary>
    public SyncError? Error { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{(UserId is null ? $"contact {ContactId}" : $"user {UserId}")} ({Email ?? Name}): {Change}";
}
