namespace UserSync.Core.Execution;

/// <summary>Which differences somebody asked to have mended, and which side is written. Where both may be right, only named users are.</summary>
/// <param name="ToCrm">True writes the CRM's own links, false ours.</param>
public sealed record LinkRepair(bool ToCrm)
{
    /// <summary>Links that are proven to be stale on the written side are replaced.</summary>
    public bool Mend { get; init; }

    /// <summary>Named users whose other side is taken even where both may be right.</summary>
    public bool Force { get; init; }

    /// <summary>Only these users; null for all. Needed by <see cref="Force"/>.</summary>
    public IReadOnlyCollection<string>? UserIds { get; init; }

    /// <summary>Whether the difference is about one of the users.</summary>
    public bool Concerns(LinkDifference difference) => UserIds is null || UserIds.Contains(difference.UserId, StringComparer.Ordinal);

    /// <summary>Whether the difference is to be mended by writing this side.</summary>
    public bool Takes(LinkDifference difference) => Concerns(difference) && difference.Kind switch
    {
        LinkDifferenceKind.OnlyHere => ToCrm,
        LinkDifferenceKind.OnlyThere => !ToCrm,
        LinkDifferenceKind.StaleThere => ToCrm && Mend,
        LinkDifferenceKind.StaleHere => !ToCrm && Mend,
        _ => Force && UserIds is not null && (ToCrm ? difference.Ours is not null : difference.Offered is not null),
    };

    /// <summary>Whether a difference that is not taken is an error: what the other direction would carry over is not.</summary>
    public bool Reports(LinkDifference difference) => Concerns(difference) && difference.Kind is not (LinkDifferenceKind.OnlyHere or LinkDifferenceKind.OnlyThere);
}
