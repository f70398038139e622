# What the smoke cases share. They run twice: by Smoke.Tests.ps1 in pwsh, and by UserSync.PowerShell.Hosted.Tests in a program that hosts PowerShell.
. (Join-Path $PSScriptRoot '..' 'Support.ps1')
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $Module

function Assert-Same($Expected, $Actual, [string] $What) {
    if ("$Expected" -cne "$Actual") { throw "${What}: expected '$Expected', got '$Actual'" }
}
