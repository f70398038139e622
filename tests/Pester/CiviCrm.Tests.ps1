# An administrator with docs/civicrm.md, a file of users, and a simulated CiviCRM: set up, look, run, run again, go wrong.
BeforeDiscovery { $simulator = Join-Path $PSScriptRoot '..' 'UserSync.Simulators' 'bin' 'Debug' 'net10.0' 'UserSync.Simulators.dll' }

Describe 'CiviCRM as docs/civicrm.md has it' -Skip:(-not (Test-Path $simulator)) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support.ps1')
        Import-Module $Module
        $ProgressPreference = 'SilentlyContinue'
        $folder = (New-Item (Join-Path $TestDrive 'civi') -ItemType Directory).FullName
        $profile = Join-Path $folder 'club.json'

        $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
        (Join-Path $Root 'tests' 'UserSync.Simulators' 'bin' 'Debug' 'net10.0' 'UserSync.Simulators.dll'), 'civicrm', '--port', '0' | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardOutput = $true
        $simulator = [Diagnostics.Process]::Start($start)
        $null = $simulator.StandardOutput.ReadLine() -match 'simulator at (?<url>\S+?)/?;'
        $url = $Matches['url']

        function Set-Key([string] $Key) {
            Set-Content (Join-Path $folder 'civicrm.key') $Key
            if (-not $IsWindows) { chmod 600 (Join-Path $folder 'civicrm.key') }
        }

        function Invoke-Api([string] $Call, [hashtable] $Parameters) {
            (Invoke-RestMethod "$url/civicrm/ajax/api4/$Call" -Method Post -Headers @{ 'X-Civi-Auth' = 'Bearer sync-key' } -Body @{ params = ConvertTo-Json $Parameters -Depth 8 -Compress }).values
        }

        function Add-Contact([string] $First, [string] $Last, [string] $Email) {
            (Invoke-Api 'Contact/create' @{ values = @{ contact_type = 'Individual'; first_name = $First; last_name = $Last; 'email_primary.email' = $Email } }).id
        }

        function Get-Writes { @(Invoke-RestMethod "$url/control/log" | ForEach-Object { $_ } | Where-Object writes).Count }

        Set-Key 'sync-key'
        $anna = Add-Contact Anna Alt 'anna@example.org'
        $null = Add-Contact Cara Eins 'cara@example.org'
        $null = Add-Contact Cara Zwei 'cara@example.org'
        $null = Add-Contact 'Zoë' Accent 'zoë@example.org'
        @(
            [pscustomobject]@{ id = 1; email = 'anna@example.org'; first_name = 'Anna'; last_name = 'Berg' }
            [pscustomobject]@{ id = 2; email = 'Berta@Example.org'; first_name = 'Berta'; last_name = 'Stein' }
            [pscustomobject]@{ id = 3; email = 'cara@example.org'; first_name = 'Cara'; last_name = 'Holm' }
            [pscustomobject]@{ id = 4; email = ''; first_name = ''; last_name = '' }
            [pscustomobject]@{ id = 5; email = 'zoe@example.org'; first_name = 'Zoe'; last_name = 'Plain' }
        ) | Export-Csv (Join-Path $folder 'users.csv')
        $null = New-SyncProfile -Name club -Cms csv -Crm civicrm -CmsPath users.csv -CrmUrl $url -CrmSecret file:civicrm.key -Path $profile
    }

    AfterAll {
        if ($simulator) {
            $simulator.Kill()
            $simulator.Dispose()
        }
    }

    It 'passes the checklist with the profile that New-SyncProfile wrote' {
        $checks = Test-SyncProfile $profile
        $checks | Where-Object Passed -EQ $false | ForEach-Object { "$($_.Check): $($_.Detail)" } | Should -BeNullOrEmpty
        $checks | Where-Object { $_.Check -like 'right *' -and -not $_.Passed } | ForEach-Object Remedy | Should -BeLike '*access deleted contacts*'
    }

    It 'lists fields and tags' {
        (Get-CrmField -Profile $profile).Path | Should -Contain 'EMAIL[Work]'
        $null = Invoke-Api 'Tag/create' @{ values = @{ label = 'Members' } }
        (Get-CrmTag -Profile $profile).Name | Should -Contain 'Members'
    }

    It 'previews without a write' {
        $before = Get-Writes
        $preview = Invoke-UserContactSync -Profile $profile -All -WhatIf -WarningAction Ignore -ErrorAction Ignore 6>$null
        "$($preview.Checked) $($preview.Linked) $($preview.Created) $($preview.Conflicts) $($preview.Failed)" | Should -Be '5 1 2 1 1'
        Get-Writes | Should -Be $before
    }

    It 'tells linked from created, and the cost under -Verbose' {
        $told = Invoke-UserContactSync -Profile $profile -All -Verbose -WarningAction Ignore -ErrorAction SilentlyContinue -ErrorVariable errors 4>&1
        $run = $told | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] }
        "$($run.Checked) $($run.AlreadyLinked) $($run.Linked) $($run.Created) $($run.Updated) $($run.Conflicts) $($run.Failed)" | Should -Be '5 0 1 2 0 1 1'
        $errors.FullyQualifiedErrorId | Should -BeLike 'ItemRefused,*'
        "$told" | Should -Match 'CRM: \d+ reading requests took .* ms each; 1 writing request took .*, 2 records sent to be written, .* ms each'
    }

    It 'writes nothing the second time' {
        $before = Get-Writes
        $again = Invoke-UserContactSync -Profile $profile -All -WarningAction Ignore -ErrorAction Ignore
        "$($again.AlreadyLinked) $($again.Linked) $($again.Created) $($again.Requests.Writes)" | Should -Be '3 0 0 0'
        Get-Writes | Should -Be $before
    }

    It 'lists what the synchronisation made since a time, with the addresses in CiviCRM' {
        $made = Get-SyncHistory -Profile $profile -After (Get-Date).AddHours(-1) -Outcome Done | Where-Object Action -in Created, Linked
        $made.Count | Should -Be 3
        $made | ForEach-Object { $_.Url | Should -Be "$url/wp-admin/admin.php?page=CiviCRM&q=civicrm%2Fcontact%2Fview&reset=1&cid=$($_.ContactId)" }
        ($made | Where-Object Action -EQ Linked).ContactId | Should -Be $anna
        $made | Out-String -Width 300 | Should -BeLike "*cid=$anna*"
        Get-SyncHistory -Profile $profile -After (Get-Date).AddHours(1) | Should -BeNullOrEmpty
    }

    It 'restores and links a contact from the trash on request' {
        $dora = Add-Contact Dora Weg 'dora@example.org'
        $null = Invoke-Api 'Contact/delete' @{ where = @(, @('id', '=', $dora)) }
        [pscustomobject]@{ id = 6; email = 'dora@example.org'; first_name = 'Dora'; last_name = 'Da' } | Export-Csv (Join-Path $folder 'users.csv') -Append
        (Invoke-UserContactSync -Profile $profile -All -WarningAction Ignore -ErrorAction Ignore).Conflicts | Should -Be 2
        $conflict = Get-SyncConflict -Profile $profile | Where-Object UserId -EQ 6
        $conflict.Kind | Should -Be ContactTrashed
        $null = $conflict | Resolve-SyncConflict -Restore -Confirm:$false
        (Get-SyncLink -Profile $profile -UserId 6).ContactId | Should -Be $dora
        (Get-CrmContact -Profile $profile -ContactId $dora).State | Should -Be Live
    }

    It 'imports what changed since the last time, also who was thrown away' {
        (Get-Content $profile -Raw) -replace '"enabled": false', '"enabled": true' | Set-Content $profile
        $first = Import-CrmContact -Profile $profile -Incremental -WarningAction Ignore -ErrorAction Ignore
        $first.Reading | Should -Be 'all: this is the first incremental run'
        $emil = Add-Contact Emil Neu 'emil@example.org'
        $null = Invoke-Api 'Contact/delete' @{ where = @(, @('id', '=', $anna)) }
        $second = Import-CrmContact -Profile $profile -Incremental -WarningAction Ignore -ErrorAction Ignore
        $second.Reading | Should -BeLike 'changed since *'
        $second.Created | Should -Be 1
        (Get-SyncLink -Profile $profile -ContactId $emil).UserId | Should -Not -BeNullOrEmpty
        Get-SyncConflict -Profile $profile | Where-Object ContactId -EQ $anna | ForEach-Object { "$($_.Kind)" } | Should -Be ContactTrashed
        $null = Invoke-Api 'Contact/update' @{ where = @(, @('id', '=', $anna)); values = @{ is_deleted = $false } }
    }

    It 'says what to do about <Key>' -ForEach @(
        @{ Key = 'no-such-key'; Id = 'CredentialRefused'; Word = '*authenticate with api key*' }
        @{ Key = 'nokey-key'; Id = 'CredentialRefused'; Word = '*crm.siteKey*' }
        @{ Key = 'weak-key'; Id = 'PermissionMissing'; Word = '*view all contacts*' }
    ) {
        $before = Get-Writes
        Set-Key $Key
        $failed = { Invoke-UserContactSync -Profile $profile -All -WarningAction Ignore -InformationAction Ignore } | Should -Throw -PassThru
        Set-Key 'sync-key'
        $failed.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failed.ErrorDetails.RecommendedAction | Should -BeLike $Word
        Get-Writes | Should -Be $before
        (Test-SyncProfile $profile).Passed | Should -Not -Contain $false
        (Invoke-UserContactSync -Profile $profile -All -WarningAction Ignore -ErrorAction Ignore).AlreadyLinked | Should -BeGreaterThan 3
    }
}
