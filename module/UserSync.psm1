# Loads the assemblies into a context of their own and makes their cmdlets and types known to this session.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    throw "UserSync cannot be loaded in $($ExecutionContext.SessionState.LanguageMode) mode, which forbids modules to load assemblies of their own. Import it before the mode is set, have its folder trusted by the policy that sets it, or use the program usersync, which needs no PowerShell."
}

$bin = Join-Path $PSScriptRoot '..' 'bin'
if (-not ('UserSync.Loader.ModuleLoadContext' -as [type])) {
    $loader = [System.IO.Path]::GetFullPath((Join-Path $bin 'UserSync.Loader.dll'))
    if (-not [System.IO.File]::Exists($loader)) {
        throw "UserSync is not built here: run 'dotnet publish src/UserSync.PowerShell' and import out/UserSync."
    }

    # Not Add-Type: that would load a whole module of PowerShell first.
    $null = [System.Runtime.Loader.AssemblyLoadContext]::Default.LoadFromAssemblyPath($loader)
}

# The core has no cmdlets; imported, its types can be named in scripts.
$inner = foreach ($name in 'UserSync.Core', 'UserSync.PowerShell') {
    Import-Module -Assembly ([UserSync.Loader.ModuleLoadContext]::Load($name)) -PassThru
}

# Without this Import-Module -Force would find the inner modules loaded already and export nothing (PowerShell issue 20710).
$ExecutionContext.SessionState.Module.OnRemove = { $inner | Remove-Module -Force }.GetNewClosure()
