param([string] $Folder)
. (Join-Path $PSScriptRoot 'Smoke.ps1')
$shop = New-Shop $Folder
$results = Get-CmsUser -Profile $shop | Where-Object Email -Like 'user[13]@*' | Invoke-UserContactSync -PassThru
Assert-Same '1 3' (($results.UserId | Sort-Object -Unique) -join ' ') 'users'
Assert-Same '2' ([pscustomobject]@{ UserId = 2 } | Invoke-UserContactSync -Profile $shop -PassThru | ForEach-Object UserId | Sort-Object -Unique) 'ids by property name'
Assert-Same '1' (Get-CmsUser -Profile $shop | Select-Object -First 1).UserId 'first user'
