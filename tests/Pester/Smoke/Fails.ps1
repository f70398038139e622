param([string] $Folder)
. (Join-Path $PSScriptRoot 'Smoke.ps1')
$shop = New-Shop $Folder
$summary = Invoke-UserContactSync 99, 1 -Profile $shop -ErrorVariable failed -ErrorAction SilentlyContinue
Assert-Same '1 1' "$($summary.Linked) $($summary.Failed)" 'summary'
Assert-Same 'UserNotFound,UserSync.PowerShell.Commands.InvokeUserContactSyncCommand' $failed[0].FullyQualifiedErrorId 'error id'
Assert-Same 'ObjectNotFound 99' "$($failed[0].CategoryInfo.Category) $($failed[0].TargetObject.UserId)" 'category and target'
$id = try { Invoke-UserContactSync 99 -Profile $shop -ErrorAction Stop } catch { $_.FullyQualifiedErrorId.Split(',')[0] }
Assert-Same 'UserNotFound' $id 'stopped by its error'
Assert-Same '' (Invoke-UserContactSync 1 -Profile $shop).Ended 'run after it'
