namespace UserSync.Simulators.AmoCrm;

/// <summary>One value of a custom field.</summary>
/// <param name="Value">A text, a number, a truth value, or JSON text of an object in <see cref="AmoObject"/>.</param>
/// <param name="EnumId">The option or kind; null for none.</param>
/// <param name="EnumCode">The code of the option or kind.</param>
public sealed record AmoValue(object Value, long? EnumId = null, string? EnumCode = null);
