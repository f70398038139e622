param([string] $Folder)
. (Join-Path $PSScriptRoot 'Smoke.ps1')
$shop = New-Shop $Folder
$null = New-SyncLink 1 11 -Profile $shop
$line = "Get-SyncLink -Profile '$shop' -UserId "
Assert-Same '1' ([System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText) 'ids'
