#!/usr/bin/env pwsh
# Runs the Pester tests against the staged module; stages it first when it is missing or older than its sources. Exit code: failed tests, 77 without Pester 5.
$ErrorActionPreference = 'Stop'
$root = (Resolve-Path (Join-Path $PSScriptRoot '..' '..')).Path
if (-not (Get-Module Pester -ListAvailable | Where-Object Version -ge '5.0')) {
    'Pester 5 is not installed.'
    exit 77
}

$staged = Get-Item (Join-Path $root 'out' 'UserSync' 'UserSync.psd1') -ErrorAction Ignore
$sources = Get-ChildItem (Join-Path $root 'src'), (Join-Path $root 'module'), (Join-Path $root 'docs' 'cmdlets'), (Join-Path $root 'docs' 'about') -Recurse -File -Include *.md, *.cs, *.csproj, *.ps1xml, *.psm1, *.jsonc, *.json |
    Where-Object FullName -NotMatch '[\\/](obj|bin)[\\/]'
if (-not $staged -or ($sources | Where-Object LastWriteTimeUtc -GT $staged.LastWriteTimeUtc)) {
    dotnet publish (Join-Path $root 'src' 'UserSync.PowerShell') -v q
    if ($LASTEXITCODE -ne 0) { exit 1 }
}

# Names for completion are kept in the cache folder, which is not to be that of whoever runs the tests.
$env:XDG_CACHE_HOME = Join-Path ([IO.Path]::GetTempPath()) "usersync-tests-$PID"
Import-Module Pester -MinimumVersion 5.0
$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.RenderMode = 'Plaintext'
$result = Invoke-Pester -Configuration $configuration
Remove-Item $env:XDG_CACHE_HOME -Recurse -Force -ErrorAction Ignore
"Pester: $($result.PassedCount) passed, $($result.FailedCount) failed, $($result.SkippedCount) skipped"
exit $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
