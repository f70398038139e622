param([string] $Folder)
. (Join-Path $PSScriptRoot 'Smoke.ps1')
Assert-Same 21 (Get-Command -Module UserSync).Count 'cmdlets'
Import-Module $Module -Force
Assert-Same 21 (Get-Command -Module UserSync).Count 'cmdlets after -Force'
Remove-Module UserSync
Assert-Same 0 @(Get-Module UserSync*).Count 'modules after removal'
