#!/usr/bin/env pwsh
<#
.SYNOPSIS
A website with Joomla and a CRM with amoCRM, kept in step through a week: the script to docs/story.md.

.DESCRIPTION
Plays the people on both sides through the two systems' own interfaces, and runs UserSync after each of them. It makes users and
contacts: use test systems. The simulators of this repository will do:

    dotnet run --project tests/UserSync.Simulators -- joomla --fields phone,telegram
    dotnet run --project tests/UserSync.Simulators -- amocrm --empty

A real Joomla needs text fields phone and telegram for users; of a real amoCRM give the numbers of its own fields. Each step brings
an object that says what UserSync did.

.EXAMPLE
./story.ps1 -SiteUrl http://127.0.0.1:5001 -SiteToken $siteToken -CrmUrl http://127.0.0.1:5002 -CrmToken $crmToken -Folder ./story
#>
param(
    [Parameter(Mandatory)] [uri] $SiteUrl,
    [Parameter(Mandatory)] [string] $SiteToken,
    [Parameter(Mandatory)] [uri] $CrmUrl,
    [Parameter(Mandatory)] [string] $CrmToken,
    [string] $Account = '40000001',
    # Fields of contacts: text for the user's id, address of the user's page, text for the name in Telegram.
    [string] $MarkerField = '601023',
    [string] $PageField = '601009',
    [string] $TelegramField = '601025',
    [string] $Folder = (Join-Path ([IO.Path]::GetTempPath()) 'usersync-story')
)

$ErrorActionPreference = 'Stop'
$ConfirmPreference = 'None'
$ProgressPreference = 'SilentlyContinue'
if (-not (Get-Module UserSync)) { Import-Module UserSync }

# --- The profile: who decides what -------------------------------------------------------------------------------------------
$null = New-Item $Folder -ItemType Directory -Force
foreach ($secret in @{ 'site.token' = $SiteToken; 'crm.token' = $CrmToken }.GetEnumerator()) {
    Set-Content (Join-Path $Folder $secret.Key) $secret.Value -NoNewline
    if (-not $IsWindows) { chmod 600 (Join-Path $Folder $secret.Key) }
}

$shop = Join-Path $Folder 'story.json'
@"
{
  "name": "story",
  "cms": { "kind": "joomla", "site": "shop", "url": "$SiteUrl", "credential": "file:site.token", "filter": { "groups": [ "Registered" ] } },
  "crm": { "kind": "amocrm", "account": "$Account", "url": "$CrmUrl", "credential": "file:crm.token" },
  "direction": "both",
  "fields": [
    { "user": "name", "contact": "name" },
    { "user": "email", "contact": "EMAIL[WORK]", "direction": "both" },
    { "user": "fields.phone", "contact": "PHONE", "direction": "both" },
    { "user": "fields.telegram", "contact": "#$TelegramField", "direction": "toCms" }
  ],
  "groups": [ { "group": "Author", "tag": "author", "direction": "both" } ],
  "users": {
    "groups": [ "Registered" ], "enabled": true, "notify": "always", "onContactDeleted": "block",
    "temporary": { "allow": true, "domain": "placeholder.example.org" }
  },
  "contacts": {
    "tags": [ "site" ], "marker": "#$MarkerField", "profileLinkField": "#$PageField", "onUserDeleted": "note",
    "notes": [ "created", "linked", "conflict", "userDeleted" ]
  },
  "relink": { "clear": "contact" }
}
"@ | Set-Content $shop

# --- The people: they use the site and the CRM, not UserSync -------------------------------------------------------------------
function Invoke-Site([string] $Method, [string] $Route, $Body) {
    $request = @{ Method = $Method; Uri = "$("$SiteUrl".TrimEnd('/'))/api/index.php/v1/$Route"; Headers = @{ Authorization = "Bearer $SiteToken"; Accept = 'application/vnd.api+json' } }
    if ($Body) { $request += @{ Body = (ConvertTo-Json $Body -Depth 6); ContentType = 'application/json' } }
    Invoke-RestMethod @request
}

# amoCRM takes seven requests a second, and blocks who insists: people are slower than that.
function Invoke-Crm([string] $Method, [string] $Route, $Body) {
    Start-Sleep -Seconds 1
    $request = @{ Method = $Method; Uri = "$("$CrmUrl".TrimEnd('/'))/api/v4/$Route"; Headers = @{ Authorization = "Bearer $CrmToken" } }
    if ($Body) { $request += @{ Body = (ConvertTo-Json $Body -Depth 8); ContentType = 'application/json' } }
    Invoke-RestMethod @request
}

function Register-Visitor([string] $Name, [string] $Email, [string] $Phone = '') {
    $made = Invoke-Site Post users @{ name = $Name; username = $Email; email = $Email; password = "Story-$([guid]::NewGuid())"; groups = @('2'); com_fields = @{ phone = $Phone; telegram = '' } }
    "$($made.data.id)"
}

function Add-Card([string] $Name, [string[]] $Email, [string] $Phone, [string[]] $Tag) {
    $fields = @()
    if ($Email) { $fields += @{ field_code = 'EMAIL'; values = @($Email | ForEach-Object { @{ value = $_; enum_code = 'WORK' } }) } }
    if ($Phone) { $fields += @{ field_code = 'PHONE'; values = @(@{ value = $Phone; enum_code = 'WORK' }) } }
    $card = @{ name = $Name; custom_fields_values = $fields }
    if ($Tag) { $card._embedded = @{ tags = @($Tag | ForEach-Object { @{ name = $_ } }) } }
    "$((Invoke-Crm Post contacts (, $card))._embedded.contacts[0].id)"
}

# --- The steps ------------------------------------------------------------------------------------------------------------------
$number = 0
function Step([string] $Title, [scriptblock] $Commands) {
    $script:number++
    $told = @(& $Commands)
    [pscustomobject]@{
        Step  = $script:number
        Title = $Title
        Did   = @($told | Where-Object { $_ -is [UserSync.Core.Execution.SyncResult] } | ForEach-Object { "$($_.Action) $($_.Target) $($_.Outcome)" })
        Told  = @($told | Where-Object { $_ -isnot [UserSync.Core.Execution.SyncResult] } | ForEach-Object { "$_" })
    }
}

Step 'Somebody registers on the site: the CRM gets a contact.' {
    $script:anna = Register-Visitor 'Anna Fiktiv' 'anna@example.org' '+49 30 1111'
    Invoke-UserContactSync -Profile $shop -All -PassThru
    $script:annasCard = (Get-SyncLink $anna -Profile $shop).ContactId
}

Step 'She changes her number on the site; in the CRM somebody notes her name in Telegram and makes her an author.' {
    $null = Invoke-Site Patch "users/$anna" @{ com_fields = @{ phone = '+49 30 2222' }; groups = @('2') }
    $null = Invoke-Crm Patch "contacts/$annasCard" @{ custom_fields_values = @(@{ field_id = [long] $TelegramField; values = @(@{ value = '@anna' }) }); _embedded = @{ tags = @(@{ name = 'site' }, @{ name = 'author' }) } }
    Invoke-UserContactSync -Profile $shop -All -PassThru
}

Step 'Boris was linked to the card of his firm, which has his address: the link moves to his own, and the firm''s card is cleared of him.' {
    $script:firm = Add-Card 'Firm of Boris' 'boris@example.org'
    $script:boris = Register-Visitor 'Boris Muster' 'boris@example.org' '+49 40 3333'
    Get-CmsUser $boris -Profile $shop | Invoke-UserContactSync -PassThru
    $script:borisCard = Add-Card 'Boris Muster'
    Set-SyncLink $boris $borisCard -Fill Contact -Profile $shop -PassThru
}

Step 'A contact without an e-mail address becomes a temporary user.' {
    $script:clarasCard = Add-Card 'Clara Ohne' -Phone '+49 50 4444'
    Import-CrmContact $clarasCard -Profile $shop -PassThru
    Get-SyncLink -ContactId $clarasCard -Profile $shop | ForEach-Object { "temporary: $($_.IsTemporary)" }
}

Step 'She gives her address: the user gets it, and is temporary no more.' {
    $null = Invoke-Crm Patch "contacts/$clarasCard" @{ custom_fields_values = @(@{ field_code = 'EMAIL'; values = @(@{ value = 'clara@example.org'; enum_code = 'WORK' }) }) }
    Import-CrmContact $clarasCard -Profile $shop -PassThru
    Get-SyncLink -ContactId $clarasCard -Profile $shop | ForEach-Object { "temporary: $($_.IsTemporary)" }
}

Step 'A card fits two users: nobody guesses, and the card says so, once.' {
    $script:dora = Register-Visitor 'Dora One' 'dora@example.org'
    $null = Register-Visitor 'Dora Two' 'dora@example.net'
    $script:dorasCard = Add-Card 'Dora' 'dora@example.org', 'dora@example.net'
    foreach ($twice in 1, 2) { Import-CrmContact $dorasCard -Profile $shop -PassThru -WarningAction Ignore }
    Get-SyncConflict -Profile $shop | ForEach-Object { "$($_.Kind): $($_.Candidates.Count) users" }
}

Step 'Somebody corrects the card: the conflict is gone by itself.' {
    $null = Invoke-Crm Patch "contacts/$dorasCard" @{ custom_fields_values = @(@{ field_code = 'EMAIL'; values = @(@{ value = 'dora@example.org'; enum_code = 'WORK' }) }) }
    Import-CrmContact $dorasCard -Profile $shop -PassThru
    "open: $(@(Get-SyncConflict -Profile $shop).Count)"
}

Step 'Contacts with a tag come to the site, those with another do not.' {
    $script:emil = Add-Card 'Emil Frost' 'emil@example.org' -Tag newsletter
    $null = Add-Card 'Frida Keine' 'frida@example.org' -Tag newsletter, internal
    Import-CrmContact -Tag newsletter -ExcludeTag internal -Profile $shop -PassThru -InformationVariable told
    $script:importRun = $told.MessageData.Run
}

Step 'That was a mistake: the import is taken back, and the next one leaves it at that.' {
    Undo-SyncRun $importRun -RemoveCreated -Profile $shop -PassThru
    Import-CrmContact -Tag newsletter -ExcludeTag internal -Profile $shop -PassThru
}

Step 'Anna closes her account: her card gets a note and loses its link, and nothing else.' {
    $null = Invoke-Site Patch "users/$anna" @{ block = '1'; groups = @('2') }
    $null = Invoke-Site Delete "users/$anna"
    Invoke-UserContactSync -Profile $shop -Direction ToCrm -All -PassThru
    Test-SyncLink -Profile $shop | Where-Object State -NE Ok
}

Step 'Boris''s card is deleted in the CRM: his account is blocked, and stays.' {
    if ($CrmUrl.IsLoopback) { $null = Invoke-RestMethod "$("$CrmUrl".TrimEnd('/'))/control/contacts/trash" -Method Post -ContentType application/json -Body (ConvertTo-Json @{ id = [long] $borisCard }) }
    else { $null = Read-Host "Delete contact $borisCard in amoCRM, then press Enter" }
    Test-SyncLink $boris -Profile $shop
    Invoke-UserContactSync $boris -Direction Both -Profile $shop -PassThru
    "enabled: $((Get-CmsUser $boris -Profile $shop).Enabled)"
}
