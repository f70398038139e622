# The story between WordPress and CiviCRM; story.ps1 reads this file. WordPress needs the custom fields phone and company of users
# (docs/wordpress.md); its secret is user:application-password. CiviCRM's secret is an API key. For a WordPress on this machine:
#     USERSYNC_WP_USERS=0 tests/wordpress/start.sh
#     dotnet run --project tests/UserSync.Simulators -- civicrm
$PageField = 'website.Main'

$StoryProfile = @"
{
  "name": "story",
  "cms": { "kind": "wordpress", "site": "shop", "url": "$SiteUrl", "credential": "file:site.secret", "filter": { "groups": [ "subscriber" ] } },
  "crm": { "kind": "civicrm", "account": "crm", "url": "$CrmUrl", "credential": "file:crm.secret", "filter": { "tags": [ "story" ] } },
  "direction": "both",
  "fields": [
    { "user": "name", "contact": "name" },
    { "user": "email", "contact": "EMAIL[Work]", "direction": "both" },
    { "user": "meta.phone", "contact": "PHONE", "direction": "both" },
    { "user": "meta.company", "contact": "nick_name", "direction": "toCms" }
  ],
  "groups": [ { "group": "author", "tag": "author", "direction": "both" } ],
  "users": {
    "groups": [ "subscriber" ], "enabled": true, "onContactDeleted": "delete", "reassignTo": "1",
    "temporary": { "allow": true, "domain": "placeholder.example.org" }
  },
  "contacts": {
    "tags": [ "story" ], "profileLinkField": "$PageField", "onUserDeleted": "note",
    "notes": [ "created", "linked", "conflict", "userDeleted" ]
  },
  "relink": { "clear": "contact" }
}
"@

function Invoke-Site([string] $Method, [string] $Route, $Body) {
    $basic = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($SiteSecret))
    $request = @{ Method = $Method; Uri = "$("$SiteUrl".TrimEnd('/'))/wp-json/wp/v2/$Route"; Headers = @{ Authorization = "Basic $basic" } }
    if ($Body) { $request += @{ Body = (ConvertTo-Json $Body -Depth 6); ContentType = 'application/json' } }
    Invoke-RestMethod @request
}

function Invoke-Crm([string] $Entity, [string] $Action, $Params) {
    $answer = Invoke-RestMethod "$("$CrmUrl".TrimEnd('/'))/civicrm/ajax/api4/$Entity/$Action" -Method Post -Headers @{ 'X-Civi-Auth' = "Bearer $CrmSecret"; 'X-Requested-With' = 'XMLHttpRequest' } -Body @{ params = (ConvertTo-Json $Params -Depth 8 -Compress) }
    $answer.values
}

function Register-Visitor([string] $Name, [string] $Email, [string] $Phone = '') {
    "$((Invoke-Site Post users @{ name = $Name; username = $Email.Split('@')[0] + [guid]::NewGuid().ToString('n').Substring(0, 6); email = $Email; password = "Story-$([guid]::NewGuid())"; roles = @('subscriber'); meta = @{ phone = $Phone } }).id)"
}

function Set-Visitor([string] $Id, [string] $Phone) { $null = Invoke-Site Post "users/$Id" @{ meta = @{ phone = $Phone } } }

function Remove-Visitor([string] $Id) { $null = Invoke-Site Delete "users/${Id}?force=true&reassign=1" }

function Add-Card([string] $Name, [string[]] $Email, [string] $Phone, [string[]] $Tag) {
    $first, $last = $Name -split ' ', 2
    $id = (Invoke-Crm Contact create @{ values = @{ contact_type = 'Individual'; first_name = $first; last_name = "$last" } })[0].id
    if ($Email) { Add-Address $id $Email }
    if ($Phone) { $null = Invoke-Crm Phone create @{ values = @{ contact_id = $id; phone = $Phone } } }
    @('story') + $Tag | Where-Object { $_ } | ForEach-Object { Add-Tag $id $_ }
    "$id"
}

function Set-Card([string] $Id, [string] $Email, [string] $Nickname, [string] $Tag) {
    if ($Nickname) { $null = Invoke-Crm Contact update @{ where = @(, @('id', '=', [long] $Id)); values = @{ nick_name = $Nickname } } }
    if ($Tag) { Add-Tag $Id $Tag }
    if ($Email) {
        $null = Invoke-Crm Email delete @{ where = @(, @('contact_id', '=', [long] $Id)) }
        Add-Address $Id $Email
    }
}

function Remove-Card([string] $Id) { $null = Invoke-Crm Contact delete @{ where = @(, @('id', '=', [long] $Id)) } }

function Get-CardNotes([string] $Id) { (Invoke-Crm Note get @{ where = @(, @('entity_id', '=', [long] $Id)); orderBy = @{ id = 'ASC' } }).note }

function Add-Address([string] $Id, [string[]] $Email) {
    foreach ($address in $Email) { $null = Invoke-Crm Email create @{ values = @{ contact_id = [long] $Id; email = $address; 'location_type_id:name' = 'Work' } } }
}

function Add-Tag([string] $Id, [string] $Tag) {
    $known = Invoke-Crm Tag get @{ where = @(, @('name', '=', $Tag)); select = @('id') }
    if (-not $known) { $known = Invoke-Crm Tag create @{ values = @{ name = $Tag; label = $Tag; used_for = @('civicrm_contact') } } }
    $null = Invoke-Crm EntityTag create @{ values = @{ entity_table = 'civicrm_contact'; entity_id = [long] $Id; tag_id = $known[0].id } }
}
