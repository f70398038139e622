param([string] $Folder)
. (Join-Path $PSScriptRoot 'Smoke.ps1')
$shop = New-Shop $Folder
$before = Get-Content (Join-Path $Folder 'contacts.csv') -Raw
$preview = Invoke-UserContactSync -Profile $shop -All -WhatIf 6> $null
Assert-Same '2 1 True' "$($preview.Linked) $($preview.Created) $($preview.WhatIf)" 'preview'
Assert-Same $before (Get-Content (Join-Path $Folder 'contacts.csv') -Raw) 'contacts after the preview'
$run = Invoke-UserContactSync -Profile $shop -All
Assert-Same '2 1 0' "$($run.Linked) $($run.Created) $($run.Failed)" 'run'
Assert-Same $true (Invoke-UserContactSync -Profile $shop -All).NothingToDo 'second run'
