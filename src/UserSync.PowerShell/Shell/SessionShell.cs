using System.Management.Automation;
using System.Management.Automation.Host;
using UserSync.Core.Errors;
using UserSync.Core.Execution;

namespace UserSync.PowerShell.Shell;

/// <summary>The shell of a running PowerShell session.</summary>
internal sealed class SessionShell : IShell
{
    private readonly PSCmdlet _cmdlet;
    private ProgressView? _progress;
    private bool _yesToAll;
    private bool _noToAll;

    public SessionShell(PSCmdlet cmdlet) => _cmdlet = cmdlet;

    public string Command => _cmdlet.MyInvocation.MyCommand.Name;

    public bool WhatIf => Switch("WhatIf") ?? Preference("WhatIfPreference") is true;

    // -ProgressAction is known to the engine alone; no variable tells of it.
    public bool ShowsProgress => !IsSilent(Bound("ProgressAction") ?? Preference("ProgressPreference"));

    public bool ShowsVerbose => Switch("Verbose") ?? !IsSilent(Preference("VerbosePreference"));

    public bool ShowsDebug => Switch("Debug") ?? !IsSilent(Preference("DebugPreference"));

    public bool ExpectsInput => _cmdlet.MyInvocation.ExpectingInput;

    public string Location => _cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    public object? TakeRefused() => OursOnlyAttribute.TakeRefused();

    public bool IsBound(string parameter) => _cmdlet.MyInvocation.BoundParameters.ContainsKey(parameter);

    // Any error of the block is its failure: going on after it would take the values that it did not get round to changing.
    public IReadOnlyList<object?> Run(ScriptBlock block, object item)
        => [.. block.InvokeWithContext(null, [new PSVariable("_", item), new PSVariable("ErrorActionPreference", ActionPreference.Stop)])];

    public void Output(object value) => _cmdlet.WriteObject(value);

    public void Error(ShellError error) => _cmdlet.WriteError(error.ToRecord());

    public void Terminate(ShellError error) => _cmdlet.ThrowTerminatingError(error.ToRecord());

    public void Warning(string text) => _cmdlet.WriteWarning(text);

    public void Verbose(string text) => _cmdlet.WriteVerbose(text);

    public void Debug(string text) => _cmdlet.WriteDebug(text);

    public void Information(object value) => _cmdlet.WriteInformation(value, ["UserSync"]);

    public void Progress(ProgressEvent progress) => Write((_progress ??= new ProgressView(TimeProvider.System)).Show(progress));

    public void EndProgress() => Write(_progress?.End() ?? []);

    public bool ShouldProcess(string target, string action, bool destructive = false)
    {
        if (!_cmdlet.ShouldProcess(target, action))
            return false;
        return !destructive || !AsksOnlyForHigh || _cmdlet.ShouldContinue($"{target}: {action}", "Something will be deleted. Go on?", ref _yesToAll, ref _noToAll);
    }

    public bool CanAsk => _cmdlet.Host is { UI: not null, Name: "ConsoleHost" or "Visual Studio Code Host" }
        && System.Environment.UserInteractive && !Console.IsInputRedirected && !Console.IsOutputRedirected && !IsNonInteractive;

    public string? Ask(string what, string help)
    {
        try
        {
            return _cmdlet.Host.UI.Prompt(what, help, [new FieldDescription("Answer")]) is { } answers && answers.TryGetValue("Answer", out PSObject? answer) ? answer?.BaseObject as string : null;
        }
        catch (Exception failure) when (failure is HostException or PSInvalidOperationException or NotImplementedException or ArgumentOutOfRangeException)
        {
            // A host that cannot ask after all: as if nobody had answered.
            return null;
        }
    }

    public string PathOf(string path) => _cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);

    public string? Environment(string name) => System.Environment.GetEnvironmentVariable(name);

    public string Secret(string vault, string name) => VaultSecret.Read(_cmdlet, vault, name);

    // ShouldProcess has asked already when the preference is lower; with -Confirm:$false or None nobody is to be asked.
    private bool AsksOnlyForHigh => Switch("Confirm") is null && Preference("ConfirmPreference") is ConfirmImpact.High;

    private void Write(IEnumerable<ProgressLine> lines)
    {
        foreach (ProgressLine line in lines)
        {
            _cmdlet.WriteProgress(new ProgressRecord(line.Id, line.Activity, line.Status)
            {
                ParentActivityId = line.Parent,
                PercentComplete = line.Percent,
                RecordType = line.Completed ? ProgressRecordType.Completed : ProgressRecordType.Processing,
            });
        }
    }

    // The host does not tell; its prompts throw.
    private static bool IsNonInteractive => System.Environment.GetCommandLineArgs()
        .Any(a => a.Length >= "-noni".Length && a[0] is '-' or '/' && "NonInteractive".StartsWith(a.TrimStart('-', '/'), StringComparison.OrdinalIgnoreCase));

    private static bool IsSilent(object? preference) => preference switch
    {
        ActionPreference action => action is ActionPreference.SilentlyContinue or ActionPreference.Ignore,
        string text => Enum.TryParse(text, ignoreCase: true, out ActionPreference action) && action is ActionPreference.SilentlyContinue or ActionPreference.Ignore,
        _ => false,
    };

    private object? Bound(string parameter) => _cmdlet.MyInvocation.BoundParameters.TryGetValue(parameter, out object? value) ? value : null;

    private bool? Switch(string parameter) => Bound(parameter) switch { SwitchParameter s => s.IsPresent, bool b => b, _ => null };

    private object? Preference(string variable) => _cmdlet.GetVariableValue(variable) is PSObject wrapped ? wrapped.BaseObject : _cmdlet.GetVariableValue(variable);
}
