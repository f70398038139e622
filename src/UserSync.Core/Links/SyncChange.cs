using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Core.Links;

/// <summary>One line of the journal: what a run did to whom, before and after.</summary>
public sealed record SyncChange
{
    /// <summary>Number of the line; 0 before it is stored.</summary>
    public long ChangeId { get; init; }

    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>When it was confirmed.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Name of the profile through which it was read.</summary>
    public string? Profile { get; init; }

    /// <summary>The site's stable key.</summary>
    public required string Site { get; init; }

    /// <summary>The account's stable key.</summary>
    public required string Account { get; init; }

    /// <summary>Linked, Created, Updated, Unlinked, …</summary>
    public required string Action { get; init; }

    /// <summary>The side that was written.</summary>
    public Side Target { get; init; } = Side.Crm;

    /// <summary>How it ended.</summary>
    public ChangeOutcome Outcome { get; init; }

    /// <summary>The user.</summary>
    public string? UserId { get; init; }

    /// <summary>The contact.</summary>
    public string? ContactId { get; init; }

    /// <summary>The e-mail that identifies the person.</summary>
    public string? Email { get; init; }

    /// <summary>Address of the contact in the CRM.</summary>
    public string? Url { get; init; }

    /// <summary>The written fields with their values before and after.</summary>
    public IReadOnlyList<FieldWrite> Fields { get; init => field = TextList.Of(value); } = TextList.Of<FieldWrite>([]);

    /// <summary>Why, in words.</summary>
    public string? Reason { get; init; }

    /// <summary>Id of the error, when it failed.</summary>
    public string? ErrorId { get; init; }

    /// <summary>The error in words, when it failed.</summary>
    public string? Message { get; init; }
}
