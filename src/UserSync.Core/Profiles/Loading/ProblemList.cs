namespace UserSync.Core.Profiles.Loading;

/// <summary>Collects what is wrong with a profile, so that one reading tells everything.</summary>
internal sealed class ProblemList
{
    private readonly List<ProfileProblem> _problems = [];

    public int Count => _problems.Count;

    /// <summary>All problems by line and column.</summary>
    public IReadOnlyList<ProfileProblem> InOrder => [.. _problems.Distinct().OrderBy(p => p.Line).ThenBy(p => p.Column)];

    public void Add(ProfileNode node, string what, string remedy) => Add(node.Line, node.Column, node.Path, what, remedy);

    public void Add(int line, int column, string path, string what, string remedy) =>
        _problems.Add(new ProfileProblem(line, column, path, what, remedy));
}
