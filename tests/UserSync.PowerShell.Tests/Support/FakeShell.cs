using System.Management.Automation;
using UserSync.Core.Execution;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Tests.Support;

/// <summary>A shell that remembers what it was told and answers as the test says.</summary>
internal sealed class FakeShell : IShell
{
    public List<object> Outputs { get; } = [];

    public List<ShellError> Errors { get; } = [];

    public List<ShellError> Terminations { get; } = [];

    public List<string> Warnings { get; } = [];

    public List<string> Lines { get; } = [];

    public List<object> Informations { get; } = [];

    public List<(string Target, string Action)> Asked { get; } = [];

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Bound { get; } = new(StringComparer.Ordinal);

    public Func<string, bool> Answer { get; set; } = static _ => true;

    public Func<string, string, string> Vault { get; set; } = static (_, _) => "secret";

    /// <summary>Stands for every script block: without an engine none runs.</summary>
    public Func<object, IReadOnlyList<object?>> Block { get; set; } = static _ => [];

    public string Command => "Some-Command";

    public bool WhatIf { get; set; }

    public bool ShowsProgress { get; set; }

    public bool ShowsVerbose { get; set; }

    public bool ShowsDebug { get; set; }

    public bool ExpectsInput { get; set; }

    public required string Location { get; init; }

    public object? Refused { get; set; }

    public object? TakeRefused()
    {
        object? refused = Refused;
        Refused = null;
        return refused;
    }

    public bool IsBound(string parameter) => Bound.Contains(parameter);

    public IReadOnlyList<object?> Run(ScriptBlock block, object item) => Block(item);

    public void Output(object value) => Outputs.Add(value);

    public void Error(ShellError error) => Errors.Add(error);

    public void Terminate(ShellError error) => Terminations.Add(error);

    public void Warning(string text) => Warnings.Add(text);

    public void Verbose(string text) => Lines.Add(text);

    public void Debug(string text) => Lines.Add(text);

    public void Information(object value) => Informations.Add(value);

    public void Progress(ProgressEvent progress) => Lines.Add(progress.Activity);

    public void EndProgress()
    {
    }

    public bool ShouldProcess(string target, string action, bool destructive = false)
    {
        Asked.Add((target, action));
        return !WhatIf && Answer(action);
    }

    /// <summary>What a person would answer; without it nobody is there.</summary>
    public Func<string, string?>? Person { get; set; }

    public bool CanAsk => Person is not null;

    public string? Ask(string what, string help)
    {
        Lines.Add($"{what}: {help}");
        return Person!(what);
    }

    public string PathOf(string path) => Path.GetFullPath(path, Location);

    public string? Environment(string name) => Variables.GetValueOrDefault(name);

    public string Secret(string vault, string name) => Vault(vault, name);
}
