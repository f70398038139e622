#!/usr/bin/env pwsh
# Runs the tour of docs/tour.md in a fresh folder and writes the page with what really came out.
# tests/Pester/Tour.Tests.ps1 runs it and compares: the page cannot lie. Run it yourself after a change of what is shown:
#   pwsh tests/Pester/tour.ps1
param(
    [string] $Module = (Join-Path $PSScriptRoot '../../out/UserSync'),
    [string] $Page = (Join-Path $PSScriptRoot '../../docs/tour.md')
)

$ErrorActionPreference = 'Stop'
$PSStyle.OutputRendering = 'PlainText'
Import-Module $Module -Force

$steps = @(
    , @('A site with five users and a CRM with three contacts, as two files. A profile joins them; the template has a comment for every key.',
        'New-SyncProfile -Name shop -Path shop.json -Cms Csv -Crm Csv')
    , @('The checklist asks both ends and writes nothing. Only what is not well is shown here.',
        'Test-SyncProfile -Profile ./shop.json | Where-Object Passed -ne $true')
    , @('The plan, without writing anything, not even the link store; `Invoke-UserContactSync -WhatIf` tells the same as sentences.',
        'Get-SyncPlan -Profile ./shop.json -All | Format-Table Action, UserId, ContactId, Reason')
    , @('The same plan, executed. Two people share an address: a conflict, left for you.',
        'Invoke-UserContactSync -Profile ./shop.json -All -PassThru | Format-Table Action, UserId, ContactId, Reason')
    , @('Once more: nothing is to be done.',
        '(Invoke-UserContactSync -Profile ./shop.json -All).ToString()')
    , @('Who is who.',
        'Get-SyncLink -Profile ./shop.json | Format-Table UserId, ContactId, Origin, Email')
    , @('What waits for a decision, and deciding it.',
        'Get-SyncConflict -Profile ./shop.json | Format-List Kind, UserId, Candidates, Reason',
        'Get-SyncConflict -Profile ./shop.json | Where-Object UserId -eq 5 | Resolve-SyncConflict -Ignore')
    , @('A user changes on the site. Only the difference is written.',
        '(Get-Content users.csv) -replace ''Anna Fiktiv'', ''Anna Neumann'' | Set-Content users.csv',
        'Get-CmsUser -Profile ./shop.json | Where-Object Name -like ''Anna*'' | Invoke-UserContactSync -PassThru | Format-Table Action, UserId, Fields')
    , @('What was done to whom, before and after.',
        'Get-SyncHistory -Profile ./shop.json -UserId 1 | Format-Table Action, Outcome, ContactId, Fields')
)

$folder = Join-Path ([IO.Path]::GetTempPath()) "usersync-tour-$PID"
New-Item -ItemType Directory $folder | Out-Null
Push-Location $folder
try {
    @'
id,email,first_name,last_name,name,phone
1,Anna@Example.org,Anna,Fiktiv,Anna Fiktiv,+49 30 1234567
2,boris@example.org,Boris,Muster,Boris Muster,
3,zoe@example.org,Zoe,Blanc,Zoe Blanc,
4,family@example.org,Karin,Sommer,Karin Sommer,
5,Family@example.org,Uwe,Sommer,Uwe Sommer,
'@ | Set-Content users.csv
    @'
id,email,name,phone
C-1,anna@example.org,Anna,
C-2,boris@example.org,Boris Muster,+49 40 7654321
C-3,zoë@example.org,Zoë Blanc,
'@ | Set-Content contacts.csv
    @'
{
  "name": "shop",
  "cms": { "kind": "csv", "site": "shop", "path": "users.csv" },
  "crm": { "kind": "csv", "account": "crm", "path": "contacts.csv" },
  "links": { "store": "sqlite", "path": "shop.links.db" },
  "match": [ "email" ],
  "fields": [
    { "user": "name", "contact": "name" },
    { "user": "email", "contact": "EMAIL" },
    { "user": "phone", "contact": "PHONE" }
  ]
}
'@ | Set-Variable profileText

    $text = [Text.StringBuilder]::new()
    [void] $text.AppendLine("# A tour`n`nEvery command below was run by ``tests/Pester/tour.ps1``, and what it printed is what you see; a test runs it again and compares.")
    $number = 0
    foreach ($step in $steps) {
        $number++
        [void] $text.AppendLine("`n## $number. $($step[0])`n`n``````powershell")
        $commands = $step[1..($step.Count - 1)]
        foreach ($command in $commands) { [void] $text.AppendLine([string] $command) }
        [void] $text.AppendLine('```')
        $shown = foreach ($command in $commands) { Invoke-Expression "& { $command } *>&1" | Out-String -Width 130 }
        # Only what changes from run to run is replaced.
        $output = (-join $shown).Replace($folder, '~/shop') -replace '\d{8}-\d{9}-[0-9a-f]{4}', '<run>' -replace '(?m)[ \t]+$', ''
        if ($output.Trim()) { [void] $text.AppendLine("`n``````text`n$($output.Trim("`n", "`r"))`n``````") }
        if ($number -eq 1) { $profileText | Set-Content shop.json }
    }
    [IO.File]::WriteAllText($Page, $text.ToString().Replace("`r`n", "`n"))
} finally {
    Pop-Location
    Remove-Item -Recurse -Force $folder
}
