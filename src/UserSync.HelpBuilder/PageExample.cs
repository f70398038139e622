namespace UserSync.HelpBuilder;

/// <summary>One example of a page.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Code">The commands.</param>
/// <param name="Remarks">What happens, in words.</param>
internal sealed record PageExample(string Title, string Code, string Remarks);
