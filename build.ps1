#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests and packs UserSync. The work is done by MSBuild; each task is one or two commands that can be typed by hand.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Docs', 'Package')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$module = Join-Path $PSScriptRoot 'src' 'UserSync.PowerShell'

foreach ($name in $Task) {
    switch ($name) {
        'Build' {
            dotnet build (Join-Path $PSScriptRoot 'UserSync.PowerShell.sln') -c $Configuration
            dotnet publish $module -c $Configuration
        }
        'Test' {
            dotnet publish $module -c $Configuration
            dotnet test (Join-Path $PSScriptRoot 'UserSync.PowerShell.sln') -c $Configuration
        }
        'Docs' {
            dotnet build $module -c $Configuration -t:Docs
        }
        'Package' {
            dotnet publish $module -c $Configuration
            dotnet build $module -c $Configuration -t:PackModule
            foreach ($platform in 'linux-x64', 'win-x64', 'osx-arm64') {
                dotnet publish (Join-Path $PSScriptRoot 'src' 'UserSync.Cli') -c $Configuration -r $platform --self-contained false -p:ArchiveFolder=$(Join-Path $PSScriptRoot 'out' 'packages')
            }
        }
    }
}
