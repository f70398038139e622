# The story between Joomla and amoCRM; story.ps1 reads this file. Joomla needs text fields phone and nickname for users:
#     dotnet run --project tests/UserSync.Simulators -- joomla --fields phone,nickname
#     dotnet run --project tests/UserSync.Simulators -- amocrm --empty
# In an amoCRM of your own put the numbers of its fields here: text for the user's id, address of the user's page, text for the nickname.
$Account = '40000001'
$MarkerField = '#601023'
$PageField = '#601009'
$NicknameField = '#601025'

$StoryProfile = @"
{
  "name": "story",
  "cms": { "kind": "joomla", "site": "shop", "url": "$SiteUrl", "credential": "file:site.secret", "filter": { "groups": [ "Registered" ] }, "http": { "parallel": 1 } },
  "crm": { "kind": "amocrm", "account": "$Account", "url": "$CrmUrl", "credential": "file:crm.secret", "filter": { "tags": [ "story" ] } },
  "direction": "both",
  "fields": [
    { "user": "name", "contact": "name" },
    { "user": "email", "contact": "EMAIL[WORK]", "direction": "both" },
    { "user": "fields.phone", "contact": "PHONE", "direction": "both" },
    { "user": "fields.nickname", "contact": "$NicknameField", "direction": "toCms" }
  ],
  "groups": [ { "group": "Author", "tag": "author", "direction": "both" } ],
  "users": {
    "groups": [ "Registered" ], "enabled": true, "notify": "always", "onContactDeleted": "block",
    "temporary": { "allow": true, "domain": "placeholder.example.org" }
  },
  "contacts": {
    "tags": [ "story" ], "marker": "$MarkerField", "profileLinkField": "$PageField", "onUserDeleted": "note",
    "notes": [ "created", "linked", "conflict", "userDeleted" ]
  },
  "relink": { "clear": "contact" }
}
"@

function Invoke-Site([string] $Method, [string] $Route, $Body) {
    $request = @{ Method = $Method; Uri = "$("$SiteUrl".TrimEnd('/'))/api/index.php/v1/$Route"; Headers = @{ Authorization = "Bearer $SiteSecret"; Accept = 'application/vnd.api+json' } }
    if ($Body) { $request += @{ Body = (ConvertTo-Json $Body -Depth 6); ContentType = 'application/json' } }
    Invoke-RestMethod @request
}

# amoCRM takes seven requests a second, and blocks who insists: people are slower than that.
function Invoke-Crm([string] $Method, [string] $Route, $Body) {
    Start-Sleep -Seconds 1
    $request = @{ Method = $Method; Uri = "$("$CrmUrl".TrimEnd('/'))/api/v4/$Route"; Headers = @{ Authorization = "Bearer $CrmSecret" } }
    if ($Body) { $request += @{ Body = (ConvertTo-Json $Body -Depth 8); ContentType = 'application/json' } }
    Invoke-RestMethod @request
}

function Register-Visitor([string] $Name, [string] $Email, [string] $Phone = '') {
    "$((Invoke-Site Post users @{ name = $Name; username = $Email; email = $Email; password = "Story-$([guid]::NewGuid())"; groups = @('2'); com_fields = @{ phone = $Phone; nickname = '' } }).data.id)"
}

function Set-Visitor([string] $Id, [string] $Phone) { $null = Invoke-Site Patch "users/$Id" @{ com_fields = @{ phone = $Phone }; groups = @('2') } }

# Joomla deletes only who was blocked before.
function Remove-Visitor([string] $Id) {
    $null = Invoke-Site Patch "users/$Id" @{ block = '1'; groups = @('2') }
    $null = Invoke-Site Delete "users/$Id"
}

function Add-Card([string] $Name, [string[]] $Email, [string] $Phone, [string[]] $Tag) {
    $fields = @()
    if ($Email) { $fields += @{ field_code = 'EMAIL'; values = @($Email | ForEach-Object { @{ value = $_; enum_code = 'WORK' } }) } }
    if ($Phone) { $fields += @{ field_code = 'PHONE'; values = @(@{ value = $Phone; enum_code = 'WORK' }) } }
    $card = @{ name = $Name; custom_fields_values = $fields; _embedded = @{ tags = @('story') + $Tag | Where-Object { $_ } | ForEach-Object { @{ name = $_ } } } }
    $card._embedded.tags = @($card._embedded.tags)
    "$((Invoke-Crm Post contacts (, $card))._embedded.contacts[0].id)"
}

function Set-Card([string] $Id, [string] $Email, [string] $Nickname, [string] $Tag) {
    $change = @{ custom_fields_values = @() }
    if ($Email) { $change.custom_fields_values += @{ field_code = 'EMAIL'; values = @(@{ value = $Email; enum_code = 'WORK' }) } }
    if ($Nickname) { $change.custom_fields_values += @{ field_id = [long] $NicknameField.TrimStart('#'); values = @(@{ value = $Nickname }) } }
    if ($Tag) { $change.tags_to_add = @(@{ name = $Tag }) }
    $null = Invoke-Crm Patch "contacts/$Id" $change
}

# amoCRM's own interface deletes contacts, its API does not; the simulator has a call for it.
function Remove-Card([string] $Id) {
    if ($CrmUrl.IsLoopback) { $null = Invoke-RestMethod "$("$CrmUrl".TrimEnd('/'))/control/contacts/trash" -Method Post -ContentType application/json -Body (ConvertTo-Json @{ id = [long] $Id }) }
    else { $null = Read-Host "Delete contact $Id in amoCRM, then press Enter" }
}

function Get-CardNotes([string] $Id) { (Invoke-Crm Get "contacts/$Id/notes")._embedded.notes.params.text }
