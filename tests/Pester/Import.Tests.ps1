# Contacts to users, and both ways: what the pipe and the switches do.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Support.ps1')
    Import-Module $Module
    $ProgressPreference = 'SilentlyContinue'

    function New-TwoWayShop([string] $Folder) {
        $null = New-Item $Folder -ItemType Directory -Force
        @'
{ "cms": { "kind": "csv", "site": "shop", "path": "users.csv" },
  "crm": { "kind": "csv", "account": "crm", "path": "contacts.csv", "tagsColumn": "tags" },
  "links": { "path": "shop.links.db" }, "users": { "enabled": true },
  "fields": [ { "user": "name", "contact": "name", "direction": "both" }, { "user": "email", "contact": "EMAIL", "direction": "both" } ] }
'@ | Set-Content (Join-Path $Folder 'shop.json')
        "id,email,name`n1,anna@example.org,Anna`n2,boris@example.org,Boris" | Set-Content (Join-Path $Folder 'users.csv')
        "id,email,name,tags`n11,ANNA@example.org,Anna,`n12,clara@example.org,Clara,partner`n13,dora@example.org,Dora,partner|old" | Set-Content (Join-Path $Folder 'contacts.csv')
        Join-Path $Folder 'shop.json'
    }

    function Read-Users { @(Import-Csv (Join-Path (Split-Path $shop) 'users.csv')) }
}

Describe 'Import-CrmContact' {
    BeforeEach { $shop = New-TwoWayShop (Join-Path $TestDrive ([guid]::NewGuid())) }

    It 'previews, brings everybody, and has nothing left to do' {
        $preview = Import-CrmContact -Profile $shop -All -WhatIf
        "$($preview.Linked) $($preview.Created) $($preview.Direction)" | Should -Be '1 2 ToCms'
        (Read-Users).Count | Should -Be 2
        Test-Path (Join-Path (Split-Path $shop) 'shop.links.db') | Should -BeFalse

        $run = Import-CrmContact -Profile $shop -All
        "$run" | Should -Be 'Checked 3 contacts: 1 linked, 2 created.'
        (Read-Users).email | Should -Contain 'dora@example.org'
        $again = Import-CrmContact -Profile $shop -All
        $again.NothingToDo | Should -BeTrue
        $again.Requests.Writes | Should -Be 0
    }

    It 'takes contacts from the pipe, as objects, by id, and as the ids of links' {
        Get-CrmContact 12 -Profile $shop | Import-CrmContact -PassThru | ForEach-Object { "$($_.Action) $($_.Target) $($_.ContactId)" } | Should -Be 'Created Cms 12'
        ([pscustomobject]@{ ContactId = 13 } | Import-CrmContact -Profile $shop).Created | Should -Be 1
        (Get-SyncLink -Profile $shop | Import-CrmContact).AlreadyLinked | Should -Be 2
    }

    It '-Tag and -ExcludeTag choose: <Text>' -ForEach @(
        @{ Text = '-Tag alone'; Script = { Import-CrmContact -Profile $shop -Tag partner -WhatIf }; Checked = 2 }
        @{ Text = 'both'; Script = { Import-CrmContact -Profile $shop -Tag partner -ExcludeTag old -WhatIf }; Checked = 1 }
        @{ Text = '-ExcludeTag of all'; Script = { Import-CrmContact -Profile $shop -All -ExcludeTag partner -WhatIf }; Checked = 1 }
        @{ Text = '-Tag of those that changed'; Script = { Import-CrmContact -Profile $shop -Incremental -Tag partner -WhatIf }; Checked = 2 }
    ) { (& $Script).Checked | Should -Be $Checked }

    It '-Failed runs only those that failed' {
        $run = (Import-CrmContact 98, 11 -Profile $shop -ErrorAction SilentlyContinue).Run
        $null = Import-CrmContact -Failed $run -Profile $shop -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.TargetObject.ContactId | Should -Be '98'
        $failed.FullyQualifiedErrorId | Should -BeLike 'ContactNotFound,*'
    }

    It 'says in a preview who gets a user' {
        $text = Invoke-Child "Import-CrmContact 12 -Profile '$shop' -WhatIf" | Out-String
        $text | Should -BeLike '*"create a user with name, email and link it" on target "contact 12 (clara@example.org)"*'
    }

    It 'shows the side that was written' {
        $lines = (Import-CrmContact -All -Profile $shop -PassThru | Out-String -Width 120) -split '\r?\n'
        ($lines -like '*Created*')[0] | Should -Match 'Created\s+Cms\s+us-'
        ($lines -like '*Linked*')[0] | Should -Match 'Linked\s+1\s+11'
    }
}

Describe 'Both ways' {
    BeforeEach { $shop = New-TwoWayShop (Join-Path $TestDrive ([guid]::NewGuid())) }

    It 'gives each side what it lacks, then carries over what changes' {
        $first = Invoke-UserContactSync -Profile $shop -All -Direction Both
        "$($first.Linked) $($first.Created)" | Should -Be '1 3'
        $contacts = Join-Path (Split-Path $shop) 'contacts.csv'
        (Get-Content $contacts -Raw).Replace('Clara', 'Clara C.') | Set-Content $contacts -NoNewline
        $users = Join-Path (Split-Path $shop) 'users.csv'
        (Get-Content $users -Raw).Replace('Boris', 'Boris B.') | Set-Content $users -NoNewline
        Invoke-UserContactSync -Profile $shop -All -Direction Both -PassThru | ForEach-Object { "$($_.Action) $($_.Target)" } | Sort-Object | Should -Be 'Updated Cms', 'Updated Crm'
        (Read-Users).name | Should -Contain 'Clara C.'
        (Import-Csv $contacts).name | Should -Contain 'Boris B.'
        (Invoke-UserContactSync -Profile $shop -All -Direction Both).NothingToDo | Should -BeTrue
    }

    It 'takes users from the pipe' {
        $run = Get-CmsUser 1 -Profile $shop | Invoke-UserContactSync -Direction Both
        "$($run.Checked) $($run.Linked) $($run.Created)" | Should -Be '1 1 0'
    }

    It 'Get-SyncPlan plans <Text>' -ForEach @(
        @{ Text = 'both ways'; Script = { Get-SyncPlan -Profile $shop -All -Direction Both }; Plan = 'Created Cms 12', 'Created Cms 13', 'Created Crm ', 'Linked Crm 11' }
        @{ Text = 'piped contacts'; Script = { Get-CrmContact 12 -Profile $shop | Get-SyncPlan }; Plan = 'Created Cms 12' }
        @{ Text = 'contacts by tag'; Script = { Get-SyncPlan -Profile $shop -Tag old }; Plan = 'Created Cms 13' }
        @{ Text = 'all contacts'; Script = { Get-SyncPlan -Profile $shop -All -Direction ToCms }; Plan = 'Created Cms 12', 'Created Cms 13', 'Linked Crm 11' }
    ) { (& $Script | ForEach-Object { "$($_.Action) $($_.Target) $($_.ContactId)" } | Sort-Object) | Should -Be $Plan }

    It 'refuses <Text>' -ForEach @(
        @{ Text = 'users towards the site'; Script = { Get-CmsUser 1 -Profile $shop | Invoke-UserContactSync -Direction ToCms } }
        @{ Text = 'blocks towards the site'; Script = { Invoke-UserContactSync -All -Direction ToCms -Filter { $true } -Profile $shop } }
        @{ Text = '-Since both ways'; Script = { Invoke-UserContactSync -Since 2026-01-01 -Direction Both -Profile $shop } }
    ) {
        { & $Script 3> $null } | Should -Throw -ErrorId 'ProfileInvalid,*'
        (Read-Users).Count | Should -Be 2
    }
}
