#!/usr/bin/env pwsh
<#
.SYNOPSIS
A website and a CRM kept in step through a week, as told in docs/story.md.

.DESCRIPTION
Plays the people on both sides through the two systems' own interfaces, and runs UserSync after each of them. It makes users and
contacts: use test systems. -World names the file beside this one that knows both systems: joomla-amocrm or wordpress-civicrm. What
they need to be is said there; the simulators of this repository will do, too. Each step brings an object that says what UserSync did.

.EXAMPLE
./story.ps1 -World joomla-amocrm -SiteUrl http://127.0.0.1:5001 -SiteSecret $token -CrmUrl http://127.0.0.1:5002 -CrmSecret $key -Folder ./story
#>
param(
    [Parameter(Mandatory)] [ValidateSet('joomla-amocrm', 'wordpress-civicrm')] [string] $World,
    [Parameter(Mandatory)] [uri] $SiteUrl,
    [Parameter(Mandatory)] [string] $SiteSecret,
    [Parameter(Mandatory)] [uri] $CrmUrl,
    [Parameter(Mandatory)] [string] $CrmSecret,
    [string] $Folder = (Join-Path ([IO.Path]::GetTempPath()) 'usersync-story')
)

$ErrorActionPreference = 'Stop'
$ConfirmPreference = 'None'
$ProgressPreference = 'SilentlyContinue'
if (-not (Get-Module UserSync)) { Import-Module UserSync }

$null = New-Item $Folder -ItemType Directory -Force
foreach ($secret in @{ 'site.secret' = $SiteSecret; 'crm.secret' = $CrmSecret }.GetEnumerator()) {
    Set-Content (Join-Path $Folder $secret.Key) $secret.Value -NoNewline
    if (-not $IsWindows) { chmod 600 (Join-Path $Folder $secret.Key) }
}

# The profile, and what people do on either side: they use the site and the CRM, not UserSync.
. (Join-Path $PSScriptRoot "$World.ps1")
$shop = Join-Path $Folder 'story.json'
Set-Content $shop $StoryProfile

$number = 0
# Dot-sourced, so that a step knows what those before it made.
function Step([string] $Title, [scriptblock] $Commands) {
    $script:number++
    $told = @(. $Commands)
    [pscustomobject]@{
        Step     = $script:number
        Title    = $Title
        Commands = ($Commands.ToString().Trim("`r", "`n") -replace '(?m)^ {4}', '').TrimEnd()
        Did      = @($told | Where-Object { $_ -is [UserSync.Core.Execution.SyncResult] })
        Told     = @($told | Where-Object { $_ -isnot [UserSync.Core.Execution.SyncResult] } | ForEach-Object { "$_" })
    }
}

function Show-Card([string] $Card) {
    $contact = Get-CrmContact $Card -Profile $shop
    "$($contact.Name): $($contact.Email ?? 'no address'), $($contact.Phones.Count) numbers, $($contact.Get($PageField).HasValue ? 'knows its user' : 'knows no user')"
}

. Step 'Somebody registers on the site: the CRM gets a contact.' {
    $anna = Register-Visitor 'Anna Fiktiv' 'anna@example.org' '+49 30 1111'
    Invoke-UserContactSync -Profile $shop -All -PassThru
    $annasCard = (Get-SyncLink $anna -Profile $shop).ContactId
    Show-Card $annasCard
}

. Step 'She changes her number on the site; in the CRM somebody notes her nickname and makes her an author.' {
    Set-Visitor $anna -Phone '+49 30 2222'
    Set-Card $annasCard -Nickname 'Anni' -Tag 'author'
    Invoke-UserContactSync -Profile $shop -All -PassThru
    (Get-CmsUser $anna -Profile $shop).Groups.Name -join ', '
}

. Step 'Nobody did anything since: nothing is to be done, our own writes do not come back.' {
    (Invoke-UserContactSync -Profile $shop -All).ToString()
}

. Step 'Boris was linked to the card of his firm, which has his address: the link moves to his own, and the firm''s card is cleared of him.' {
    $firm = Add-Card 'Firm of Boris' 'boris@example.org'
    $boris = Register-Visitor 'Boris Muster' 'boris@example.org' '+49 40 3333'
    Get-CmsUser $boris -Profile $shop | Invoke-UserContactSync -PassThru
    Show-Card $firm
    $borisCard = Add-Card 'Boris Muster'
    Set-SyncLink $boris $borisCard -Fill Contact -Profile $shop
    Show-Card $firm
    Show-Card $borisCard
}

. Step 'A contact without an e-mail address becomes a temporary user.' {
    $clarasCard = Add-Card 'Clara Ohne' -Phone '+49 50 4444'
    Import-CrmContact $clarasCard -Profile $shop -PassThru
    $clara = Get-SyncLink -ContactId $clarasCard -Profile $shop
    "temporary: $($clara.IsTemporary), $((Get-CmsUser $clara.UserId -Profile $shop).Email -replace '\d+', 'n')"
    Show-Card $clarasCard
}

. Step 'She gives her address: the user gets it, and is temporary no more.' {
    Set-Card $clarasCard -Email 'clara@example.org'
    Import-CrmContact $clarasCard -Profile $shop -PassThru
    "temporary: $((Get-SyncLink -ContactId $clarasCard -Profile $shop).IsTemporary), $((Get-CmsUser $clara.UserId -Profile $shop).Email)"
}

. Step 'A card fits two users: nobody guesses, and the card says so, once.' {
    $null = Register-Visitor 'Dora One' 'dora@example.org'
    $null = Register-Visitor 'Dora Two' 'dora@example.net'
    $dorasCard = Add-Card 'Dora' 'dora@example.org', 'dora@example.net'
    foreach ($twice in 1, 2) { Import-CrmContact $dorasCard -Profile $shop -PassThru -WarningAction Ignore }
    Get-SyncConflict -Profile $shop | ForEach-Object { "$($_.Kind): $($_.Candidates.Count) users" }
    "notes on the card: $(@(Get-CardNotes $dorasCard).Count)"
}

. Step 'Somebody corrects the card: the conflict is gone by itself.' {
    Set-Card $dorasCard -Email 'dora@example.org'
    Import-CrmContact $dorasCard -Profile $shop -PassThru
    "open: $(@(Get-SyncConflict -Profile $shop).Count)"
}

. Step 'Contacts with a tag come to the site, those with another do not.' {
    $emil = Add-Card 'Emil Frost' 'emil@example.org' -Tag newsletter
    $frida = Add-Card 'Frida Keine' 'frida@example.org' -Tag newsletter, internal
    Import-CrmContact -Tag newsletter -ExcludeTag internal -Profile $shop -PassThru -InformationVariable summary
    $importRun = $summary.MessageData.Run
}

. Step 'That was a mistake: the import is taken back, and the next one leaves it at that.' {
    Undo-SyncRun $importRun -RemoveCreated -Profile $shop -PassThru
    Show-Card $emil
    Import-CrmContact -Tag newsletter -ExcludeTag internal -Profile $shop -PassThru
}

. Step 'A run over all gives whoever stands alone a partner, the card of the firm too, and leaves nothing to a second run.' {
    Invoke-UserContactSync -Profile $shop -All -PassThru
    (Invoke-UserContactSync -Profile $shop -All).ToString()
}

. Step 'Anna closes her account: her card gets a note and loses its link, and nothing else.' {
    Remove-Visitor $anna
    (Test-SyncLink $anna -Profile $shop).State
    Invoke-UserContactSync -Profile $shop -All -PassThru
    "links of Anna: $(@(Get-SyncLink -ContactId $annasCard -Profile $shop).Count)"
    (Get-CardNotes $annasCard)[-1] -replace '\d+', 'n'
}

. Step 'Boris''s card is deleted in the CRM: his account follows, as the profile says.' {
    Remove-Card $borisCard
    (Test-SyncLink $boris -Profile $shop).State
    Invoke-UserContactSync -Profile $shop -All -PassThru
    $left = Get-CmsUser -Profile $shop | Where-Object UserId -EQ $boris
    "Boris: $($left ? "enabled: $($left.Enabled)" : 'gone')"
}

. Step 'And once more nothing is to be done.' {
    (Invoke-UserContactSync -Profile $shop -All).ToString()
}
