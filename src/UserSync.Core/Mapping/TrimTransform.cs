namespace UserSync.Core.Mapping;

/// <summary>Removes white space at both ends and makes one space of every run of white space inside.</summary>
public sealed record TrimTransform : TextTransform
{
    /// <inheritdoc/>
    public override string Signature => "trim";

    /// <inheritdoc/>
    public override bool IsOwnInverse => true;

    /// <inheritdoc/>
    protected override string Apply(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}
