using UserSync.Core.Model;

namespace UserSync.Core.Links;

/// <summary>The values of one field when both sides were last confirmed, as each side returned them.</summary>
/// <param name="User">The user's value.</param>
/// <param name="Contact">The contact's value; of a list the element that is ours.</param>
public readonly record struct BaselineField(FieldValue User, FieldValue Contact);
