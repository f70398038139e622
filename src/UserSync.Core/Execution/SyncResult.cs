using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Planning;
using UserSync.Core.Model;

namespace UserSync.Core.Execution;

/// <summary>What became of one planned change.</summary>
public sealed record SyncResult
{
    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>Name of the profile.</summary>
    public required string Profile { get; init; }

    /// <summary>The site's stable key.</summary>
    public required string Site { get; init; }

    /// <summary>The account's stable key.</summary>
    public required string Account { get; init; }

    /// <summary>What was done, or was to be done.</summary>
    public SyncAction Action { get; init; }

    /// <summary>How it ended.</summary>
    public ChangeOutcome Outcome { get; init; }

    /// <summary>The user.</summary>
    public string? UserId { get; init; }

    /// <summary>The contact.</summary>
    public string? ContactId { get; init; }

    /// <summary>Of a link that moved: the contact that it pointed to.</summary>
    public string? FormerContactId { get; init; }

    /// <summary>The e-mail that identifies the person.</summary>
    public string? Email { get; init; }

    /// <summary>The name that identifies the person.</summary>
    public string? Name { get; init; }

    /// <summary>The written fields with their values before and after.</summary>
    public IReadOnlyList<FieldWrite> Fields { get; init => field = TextList.Of(value); } = TextList.Of<FieldWrite>([]);

    /// <summary>The records to choose from, of a conflict.</summary>
    public IReadOnlyList<string> Candidates { get; init => field = TextList.Of(value); } = TextList.Of<string>([]);

    /// <summary>Why, in words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The side that was written.</summary>
    public Side Target { get; init; } = Side.Crm;

    /// <summary>Address of the user's page on the site.</summary>
    public string? UserUrl { get; init; }

    /// <summary>Address of the contact in the CRM.</summary>
    public string? ContactUrl { get; init; }

    /// <summary>Why it failed.</summary>
    public SyncError? Error { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        string subject = UserId is null ? $"contact {ContactId}" : $"user {UserId}";
        string? who = Email ?? Name ?? (UserId is null ? null : ContactId);
        return who is null ? $"{subject}: {Action}, {Outcome}" : $"{subject} ({who}): {Action}, {Outcome}";
    }

    /// <summary>The action's name of a planned change.</summary>
    public static SyncAction ActionOf(ChangeAction action) => (SyncAction)(int)action;
}
