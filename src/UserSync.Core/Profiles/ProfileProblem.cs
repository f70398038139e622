namespace UserSync.Core.Profiles;

/// <summary>One thing that is wrong with a profile, and where.</summary>
/// <param name="Line">Line of the file, from 1.</param>
/// <param name="Column">Column in that line, from 1.</param>
/// <param name="Path">JSON path, such as <c>$.cms.url</c>.</param>
/// <param name="What">What is wrong, without secrets.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record ProfileProblem(int Line, int Column, string Path, string What, string Remedy)
{
    /// <summary>The problem as one line, the way compilers write it, so that editors can jump there.</summary>
    /// <param name="file">Name of the file as it shall be shown.</param>
    public string Describe(string file) => $"{file}({Line},{Column}): {Path}: {What}; {Remedy}";
}
