using System.Text;
using UserSync.Core.Model;

namespace UserSync.Core.Mapping;

/// <summary>
/// Makes a text of a template: <c>{value}</c> is the value so far, <c>{path}</c> another field of the same record, <c>{{</c> and
/// <c>}}</c> are braces. Empty fields leave nothing, white space around them shrinks to one space; when all fields are empty the
/// result is empty, and when one was not read the result is not read.
/// </summary>
public sealed record TemplateTransform : FieldTransform
{
    /// <summary>The name of the value itself in a template.</summary>
    public const string ValueName = "value";

    private readonly List<(bool IsPath, string Text)> _pieces = [];

    /// <summary>Reads a template.</summary>
    /// <exception cref="FormatException">A brace is left open, a name is empty, or there is no field at all.</exception>
    public TemplateTransform(string template)
    {
        Template = template;
        ReadPieces(template);
        RecordPaths = [.. _pieces.Where(p => p.IsPath && p.Text != ValueName).Select(p => p.Text).Distinct(StringComparer.Ordinal)];
        if (!_pieces.Exists(p => p.IsPath))
            throw new FormatException("the template names no field");
    }

    /// <summary>The template as it stands in the profile.</summary>
    public string Template { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> RecordPaths { get; }

    /// <inheritdoc/>
    public override string Signature => TransformSignature.Of("template", Template);

    /// <inheritdoc/>
    public override bool IsOwnInverse => false;

    /// <inheritdoc/>
    public override bool AcceptsEmpty => true;

    /// <inheritdoc/>
    public override FieldValue Apply(FieldValue value, Func<string, FieldValue> record)
    {
        var text = new StringBuilder();
        bool any = false;
        foreach ((bool isPath, string piece) in _pieces)
        {
            FieldValue part = !isPath ? FieldValue.Of(piece) : piece == ValueName ? value : record(piece);
            if (part.IsNotRead)
                return FieldValue.NotRead;
            any |= isPath && part.HasValue;
            text.Append(part.ToString());
        }

        return any ? FieldValue.Of(string.Join(' ', text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries))) : FieldValue.Empty;
    }

    /// <inheritdoc/>
    public bool Equals(TemplateTransform? other) => other is not null && string.Equals(Template, other.Template, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Template.GetHashCode(StringComparison.Ordinal);

    private void ReadPieces(string template)
    {
        var literal = new StringBuilder();
        for (int i = 0; i < template.Length; i++)
        {
            char c = template[i];
            if (c is '{' or '}' && i + 1 < template.Length && template[i + 1] == c)
            {
                literal.Append(c);
                i++;
            }
            else if (c == '}')
            {
                throw new FormatException("a '}' closes nothing; write '}}' for the character itself");
            }
            else if (c == '{')
            {
                int end = template.IndexOf('}', i);
                string path = end < 0 ? "" : template[(i + 1)..end].Trim();
                if (path.Length == 0)
                    throw new FormatException("a '{' has no field name and '}' after it; write '{{' for the character itself");
                if (literal.Length > 0)
                    _pieces.Add((false, literal.ToString()));
                literal.Clear();
                _pieces.Add((true, path));
                i = end;
            }
            else
            {
                literal.Append(c);
            }
        }

        if (literal.Length > 0)
            _pieces.Add((false, literal.ToString()));
    }
}
