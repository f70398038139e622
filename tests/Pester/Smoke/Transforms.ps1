param([string] $Folder)
. (Join-Path $PSScriptRoot 'Smoke.ps1')
$shop = New-Shop $Folder
$plan = Get-SyncPlan -All -Profile $shop -Filter { $_.UserId -eq 3 } -Transform { @{ name = $_.Name.ToUpperInvariant() } }
Assert-Same 'USER 3' ($plan.Fields | Where-Object Path -EQ name).Value.Text 'planned name'
