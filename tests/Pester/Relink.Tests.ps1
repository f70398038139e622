# Links that are moved and removed by hand, with what is filled and cleared on their records.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Support.ps1')
    Import-Module $Module
    $ProgressPreference = 'SilentlyContinue'

    function New-RelinkShop([string] $Folder, [string] $More = '') {
        $null = New-Item $Folder -ItemType Directory -Force
        @"
{ "cms": { "kind": "csv", "site": "shop", "path": "users.csv", "urlTemplate": "https://shop.example.org/{id}" },
  "crm": { "kind": "csv", "account": "crm", "path": "contacts.csv" },
  "links": { "path": "shop.links.db" }, "contacts": { "profileLinkField": "page" }$More,
  "fields": [ { "user": "name", "contact": "name" }, { "user": "email", "contact": "EMAIL" }, { "user": "phone", "contact": "PHONE" } ] }
"@ | Set-Content (Join-Path $Folder 'shop.json')
        "id,email,name,phone`n1,anna@example.org,Anna,+49301`n2,boris@example.org,Boris," | Set-Content (Join-Path $Folder 'users.csv')
        "id,email,name,phone,page`n11,anna@example.org,,,`n12,boris@example.org,Boris,,`n20,other@example.org,Somebody,," | Set-Content (Join-Path $Folder 'contacts.csv')
        $null = Invoke-UserContactSync -Profile (Join-Path $Folder 'shop.json') -All
        Join-Path $Folder 'shop.json'
    }

    function Read-Contact([string] $Id) {
        $row = Import-Csv (Join-Path (Split-Path $shop) 'contacts.csv') | Where-Object id -EQ $Id
        "$($row.name)|$($row.email)|$($row.phone)|$($row.page)"
    }
}

Describe 'Set-SyncLink' {
    BeforeEach { $shop = New-RelinkShop (Join-Path $TestDrive ([guid]::NewGuid())) }

    It 'moves the link and leaves both contacts alone when nothing else is said' {
        (Set-SyncLink 1 20 -Profile $shop -PassThru).ContactId | Should -Be '20'
        Read-Contact 11 | Should -Be 'Anna|anna@example.org|+49301|https://shop.example.org/1'
        Read-Contact 20 | Should -Be 'Somebody|other@example.org||'
    }

    It 'clears the former contact and fills the new one' {
        $link = Set-SyncLink 1 20 -Profile $shop -Clear Contact -Fill Contact -PassThru
        "$($link.ContactId) $($link.Origin)" | Should -Be '20 Manual'
        Read-Contact 11 | Should -Be 'Anna|||'
        Read-Contact 20 | Should -Be 'Anna|anna@example.org|+49301|https://shop.example.org/1'
        (Invoke-UserContactSync -Profile $shop 1).NothingToDo | Should -BeTrue
    }

    It 'shows each write under -WhatIf and makes none' {
        $before = Get-FileHash (Join-Path (Split-Path $shop) 'contacts.csv')
        $text = Invoke-Child "Set-SyncLink 1 20 -Profile '$shop' -Clear Contact -Fill Contact -WhatIf" | Out-String
        $text | Should -BeLike '*"move the link from contact 11 to contact 20" on target "user 1 (anna@example.org)"*'
        $text | Should -BeLike '*"clear EMAIL, PHONE, page of contact 11"*'
        $text | Should -BeLike '*"update name, EMAIL, PHONE, page of contact 20"*'
        (Get-FileHash (Join-Path (Split-Path $shop) 'contacts.csv')).Hash | Should -Be $before.Hash
        (Get-SyncLink 1 -Profile $shop).ContactId | Should -Be '11'
    }

    It 'refuses the contact of another user, naming it: <Text>' -ForEach @(
        @{ Text = 'in the store'; Script = { Set-SyncLink 1 12 -Profile $shop } }
        @{ Text = 'in a preview'; Script = { Set-SyncLink 1 12 -Profile $shop -WhatIf } }
        @{ Text = 'with its fields'; Script = { Set-SyncLink 1 12 -Profile $shop -Clear Contact } }
        @{ Text = 'in a preview with its fields'; Script = { Set-SyncLink 1 12 -Profile $shop -Clear Contact -WhatIf } }
    ) {
        $ErrorActionPreference = 'Continue'
        $Error.Clear()
        & $Script 2> $null
        $Error[0].FullyQualifiedErrorId | Should -BeLike 'LinkTaken,*'
        "$($Error[0])" | Should -BeLike '*user 2*'
        Read-Contact 11 | Should -BeLike 'Anna|anna@*'
        (Get-SyncLink 1 -Profile $shop).ContactId | Should -Be '11'
    }

    It 'lets contacts change hands in one pipe' {
        @([pscustomobject]@{ UserId = 2; ContactId = 20 }, [pscustomobject]@{ UserId = 1; ContactId = 12 }) | Set-SyncLink -Profile $shop -Clear Contact
        Get-SyncLink -Profile $shop | ForEach-Object { "$($_.UserId) $($_.ContactId)" } | Should -Be '1 12', '2 20'
    }

    It 'takes its sides from the profile, and -Clear None overrides it' {
        $shop = New-RelinkShop (Join-Path $TestDrive ([guid]::NewGuid())) ', "relink": { "clear": "contact" }'
        Set-SyncLink 2 20 -Profile $shop -Clear None
        Read-Contact 12 | Should -BeLike 'Boris|boris@*'
        Set-SyncLink 1 12 -Profile $shop
        Read-Contact 11 | Should -Be 'Anna|||'
    }

    It 'fills the present contact again' {
        $contacts = Join-Path (Split-Path $shop) 'contacts.csv'
        (Get-Content $contacts -Raw).Replace('+49301', '+49999') | Set-Content $contacts -NoNewline
        (Invoke-UserContactSync -Profile $shop -All).NothingToDo | Should -BeTrue
        Set-SyncLink 1 -Fill Contact -Profile $shop
        Read-Contact 11 | Should -BeLike '*|+49301|*'
    }
}

Describe 'Remove-SyncLink -Clear' {
    BeforeEach { $shop = New-RelinkShop (Join-Path $TestDrive ([guid]::NewGuid())) }

    It 'clears the contact, then removes the link' {
        (Remove-SyncLink 1 -Profile $shop -Clear Contact -PassThru -Confirm:$false).UserId | Should -Be '1'
        Read-Contact 11 | Should -Be 'Anna|||'
        (Get-SyncLink -Profile $shop).UserId | Should -Be '2'
    }

    It 'is piped into from Test-SyncLink and stands in the journal' {
        "id,email,name,phone`n2,boris@example.org,Boris," | Set-Content (Join-Path (Split-Path $shop) 'users.csv')
        Test-SyncLink -Profile $shop | Where-Object IsBroken | Remove-SyncLink -Clear Contact -Confirm:$false
        Read-Contact 11 | Should -Be 'Anna|||'
        $lines = Get-SyncHistory -Profile $shop -UserId 1 | Select-Object -Last 2
        $lines.Action | Should -Be 'Updated', 'Unlinked'
        $lines.Reason | Should -BeLike "Remove-SyncLink by $([Environment]::UserName)@*"
    }

    It 'does nothing in a preview, and says who has no link' {
        { Remove-SyncLink 77 -Profile $shop -Clear Contact -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'LinkNotFound,*'
        Get-SyncLink -Profile $shop | Remove-SyncLink -Clear Contact -WhatIf
        @(Get-SyncLink -Profile $shop).Count | Should -Be 2
        Read-Contact 11 | Should -BeLike 'Anna|anna@*'
    }
}
