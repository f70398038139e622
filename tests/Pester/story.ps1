#!/usr/bin/env pwsh
# Plays docs/story/story.ps1 between systems that it starts, brings its steps, and writes a page with what really happened.
# tests/Pester/Story.Tests.ps1 runs it and compares docs/story.md: the page cannot lie. After a change of what is shown:
#   pwsh tests/Pester/story.ps1 -Page docs/story.md > /dev/null
param(
    [string] $World = 'joomla-amocrm',
    [string] $Page
)

$ErrorActionPreference = 'Stop'
$PSStyle.OutputRendering = 'PlainText'
. (Join-Path $PSScriptRoot 'Support.ps1')
if (-not (Get-Module UserSync)) { Import-Module $Module }

# A WordPress without a user but its administrator, in a folder of its own.
function Start-WordPress([string] $Folder) {
    $env:USERSYNC_WP_DATA, $env:USERSYNC_WP_USERS = $Folder, 0
    $told = @{}
    sh (Join-Path $Root 'tests' 'wordpress' 'start.sh') | ForEach-Object { if ($_ -match "^(\w+)='?(.*?)'?$") { $told[$Matches[1]] = $Matches[2] } }
    [pscustomobject]@{ Url = $told['USERSYNC_WP_URL']; Secret = $told['USERSYNC_WP_CREDENTIAL'] }
}

# What one change was, for a reader.
function Get-Line($Result) {
    $side = $Result.Target -eq 'Cms' ? 'user' : 'contact'
    [pscustomobject]@{ What = "$($Result.Action) $side"; User = $Result.UserId; Contact = $Result.ContactId; Fields = @($Result.Fields.Path) -join ', '; Why = $Result.Reason }
}

function Get-Page($Steps, $Site, $Crm) {
    @'
# A story in fourteen steps

A website with Joomla and a CRM with amoCRM through a week: people register, change, meet twice, leave, and somebody takes an import back.
[story.ps1](story/story.ps1) plays it; what stands below the commands is what UserSync did when `tests/Pester/story.ps1` ran it between the
simulators, and a test runs it again and compares. [joomla-amocrm.ps1](story/joomla-amocrm.ps1) holds the profile, and what the people do
on either side: `Register-Visitor`, `Add-Card` and the like. [wordpress-civicrm.ps1](story/wordpress-civicrm.ps1) tells the same story between
WordPress and CiviCRM; the same test goes through it with a real WordPress.
'@
    foreach ($step in $Steps) {
        "`n## $($step.Step). $($step.Title)`n`n``````powershell`n$($step.Commands)`n``````"
        $shown = ($step.Did | ForEach-Object { Get-Line $_ } | Format-Table -AutoSize -Wrap | Out-String -Width 150) + ($step.Told -join "`n")
        # Only what changes from run to run is replaced.
        $shown = $shown.Replace($Site.Url, 'https://shop.example.org').Replace($Crm.Url, 'https://acme.amocrm.ru') -replace '\d{8}-\d{9}-[0-9a-f]{4}', '<run>' -replace '(?m)[ \t\r]+$', '' -replace '\n{3,}', "`n`n"
        "`n``````text`n$($shown.Trim("`n", "`r"))`n``````"
    }
}

$folder = Join-Path ([IO.Path]::GetTempPath()) "usersync-story-$PID"
$former = $env:USERSYNC_WP_DATA, $env:USERSYNC_WP_USERS
$site = $crm = $null
try {
    $site = $World -eq 'joomla-amocrm' ? (Start-Simulator joomla, --fields, 'phone,nickname') : (Start-WordPress "$folder-wordpress")
    $crm = $World -eq 'joomla-amocrm' ? (Start-Simulator amocrm, --empty) : (Start-Simulator civicrm)
    $secret = $World -eq 'joomla-amocrm' ? $crm.Secret : 'sync-key'
    $steps = @(& (Join-Path $Root 'docs' 'story' 'story.ps1') -World $World -SiteUrl $site.Url -SiteSecret $site.Secret -CrmUrl $crm.Url -CrmSecret $secret -Folder $folder)
    if ($Page) { [IO.File]::WriteAllText($Page, ((Get-Page $steps $site $crm) -join "`n").Replace("`r`n", "`n") + "`n") }
    $steps
} finally {
    Stop-Simulator $crm
    if ($World -eq 'joomla-amocrm') { Stop-Simulator $site } else { sh (Join-Path $Root 'tests' 'wordpress' 'stop.sh') --delete }
    $env:USERSYNC_WP_DATA, $env:USERSYNC_WP_USERS = $former
    Remove-Item -Recurse -Force $folder -ErrorAction Ignore
}
