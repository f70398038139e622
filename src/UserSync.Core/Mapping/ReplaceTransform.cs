using System.Text.RegularExpressions;

namespace UserSync.Core.Mapping;

/// <summary>Replaces every match of a regular expression. A text on which that takes longer than a quarter of a second is an error of that item.</summary>
public sealed record ReplaceTransform : TextTransform
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(250);
    private readonly Regex _pattern;

    /// <summary>Compiles the expression.</summary>
    /// <param name="pattern">A .NET regular expression.</param>
    /// <param name="with">What a match becomes; <c>$1</c> and <c>${name}</c> stand for groups.</param>
    /// <param name="ignoreCase">True compares without case, independent of the machine's language.</param>
    /// <exception cref="ArgumentException"><paramref name="pattern"/> is not a regular expression.</exception>
    public ReplaceTransform(string pattern, string with, bool ignoreCase = false)
    {
        Pattern = pattern;
        With = with;
        IgnoreCase = ignoreCase;
        _pattern = new Regex(pattern, RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None), Limit);
    }

    /// <summary>The regular expression.</summary>
    public string Pattern { get; }

    /// <summary>What a match becomes.</summary>
    public string With { get; }

    /// <summary>Whether case is ignored.</summary>
    public bool IgnoreCase { get; }

    /// <inheritdoc/>
    public override string Signature => TransformSignature.Of("replace", Pattern, With, IgnoreCase ? "i" : "");

    /// <inheritdoc/>
    public override bool IsOwnInverse => false;

    /// <inheritdoc/>
    protected override string Apply(string text)
    {
        try
        {
            return _pattern.Replace(text, With);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new TransformException($"The regular expression {Pattern} takes too long on a text of {text.Length} characters.", e);
        }
    }
}
