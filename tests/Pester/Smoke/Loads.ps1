param([string] $Folder)
. (Join-Path $PSScriptRoot 'Smoke.ps1')
$declared = (Test-ModuleManifest (Join-Path $Module 'UserSync.psd1')).ExportedCmdlets.Count
Assert-Same $declared (Get-Command -Module UserSync).Count 'cmdlets'
Import-Module $Module -Force
Assert-Same $declared (Get-Command -Module UserSync).Count 'cmdlets after -Force'
Remove-Module UserSync
Assert-Same 0 @(Get-Module UserSync*).Count 'modules after removal'
