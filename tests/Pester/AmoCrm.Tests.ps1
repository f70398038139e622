# The demo's forty users, against a simulated amoCRM: the same story as between files.
BeforeDiscovery { $simulator = Join-Path $PSScriptRoot '..' 'UserSync.Simulators' 'bin' 'Debug' 'net10.0' 'UserSync.Simulators.dll' }

Describe 'The demo with "kind": "amocrm"' -Skip:(-not (Test-Path $simulator)) {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'Support.ps1')
        Import-Module $Module
        $ProgressPreference = 'SilentlyContinue'
        $folder = (New-Item (Join-Path $TestDrive 'demo') -ItemType Directory).FullName
        $site = Join-Path $Root 'src' 'UserSync.Cli' 'Demo' 'Site'

        $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
        (Join-Path $Root 'tests' 'UserSync.Simulators' 'bin' 'Debug' 'net10.0' 'UserSync.Simulators.dll'), 'amocrm', '--empty', '--port', '0' | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardOutput = $true
        $simulator = [Diagnostics.Process]::Start($start)
        $line = $simulator.StandardOutput.ReadLine()
        $null = $line -match 'simulator at (?<url>\S+?)/?; token: (?<token>\S+)'
        $url, $token = $Matches['url'], $Matches['token']
        Set-Content (Join-Path $folder 'token') $token
        if (-not $IsWindows) { chmod 600 (Join-Path $folder 'token') }

        $body = @(Import-Csv (Join-Path $site 'contacts.csv') | ForEach-Object {
                $fields = @(@{ field_code = 'EMAIL'; values = @($_.email -split '[|;]' | ForEach-Object { @{ value = $_.Trim(); enum_code = 'WORK' } }) })
                if ($_.phone) { $fields += @{ field_code = 'PHONE'; values = @(@{ value = $_.phone; enum_code = 'WORK' }) } }
                @{ first_name = $_.first_name; last_name = $_.last_name; custom_fields_values = @($fields | Where-Object { $_.values[0].value }) }
            })
        $null = Invoke-RestMethod "$url/api/v4/contacts" -Method Post -Headers @{ Authorization = "Bearer $token" } -ContentType 'application/json' -Body (ConvertTo-Json $body -Depth 8)

        $profile = Join-Path $folder 'demo.json'
        (Get-Content (Join-Path $site 'demo.json') -Raw) `
            -replace '"crm": \{[^}]*\}', "`"crm`": { `"kind`": `"amocrm`", `"account`": `"40000001`", `"url`": `"$url`", `"credential`": `"file:token`" }" `
            -replace '"create": true,', '"create": true, "marker": "#601023",' | Set-Content $profile
        Copy-Item (Join-Path $site 'users.before.csv') (Join-Path $folder 'users.csv')

        function Get-Writes { @(Invoke-RestMethod "$url/control/log" | ForEach-Object { $_ } | Where-Object { $_.method -ne 'GET' -and $_.target -like '/api/*' }).Count }
    }

    AfterAll {
        if ($simulator) {
            $simulator.Kill()
            $simulator.Dispose()
        }
    }

    It 'passes the checklist' {
        $checks = Test-SyncProfile $profile
        $checks | Where-Object Passed -EQ $false | ForEach-Object { "$($_.Check): $($_.Detail)" } | Should -BeNullOrEmpty
        ($checks | Where-Object Check -EQ 'rights').Passed | Should -BeTrue
    }

    It 'discovers fields and tags' {
        (Get-CrmField -Profile $profile | Where-Object Path -EQ '#601013').Choices | Should -Be 'Bronze', 'Silver', 'Gold'
        (Get-CrmTag -Profile $profile).Name | Should -Contain 'site'
        @(Get-CrmContact -Profile $profile -Query 'mara.lindt').Email | Should -Be 'mara.lindt@example.org'
    }

    It 'finds eight of the first twelve people and makes the others' {
        $run = Invoke-UserContactSync -Profile $profile -All -WarningAction Ignore
        "$($run.Checked) $($run.Linked) $($run.Created) $($run.Failed)" | Should -Be '12 8 4 0'
    }

    It 'previews the forty without a write' {
        Copy-Item (Join-Path $site 'users.csv') (Join-Path $folder 'users.csv') -Force
        $before = Get-Writes
        $preview = Invoke-UserContactSync -Profile $profile -All -WhatIf -WarningAction Ignore 6>$null
        "$($preview.Checked) $($preview.Linked) $($preview.Created) $($preview.Conflicts)" | Should -Be '40 5 20 4'
        Get-Writes | Should -Be $before
    }

    It 'does what was previewed, and then has nothing left to do' {
        $run = Invoke-UserContactSync -Profile $profile -All -WarningAction Ignore
        "$($run.Checked) $($run.AlreadyLinked) $($run.Linked) $($run.Created) $($run.Updated) $($run.Unlinked) $($run.Conflicts) $($run.Failed)" | Should -Be '40 12 5 20 9 1 4 0'
        @(Get-CrmContact -Profile $profile).Count | Should -Be 42
        $before = Get-Writes
        $again = Invoke-UserContactSync -Profile $profile -All -WarningAction Ignore
        "$($again.Linked) $($again.Created) $($again.Updated) $($again.Failed)" | Should -Be '0 0 0 0'
        $again.Requests.Writes | Should -Be 0
        Get-Writes | Should -Be $before
    }

    # Who was linked also got the mark, which files do not need; everything else is the same.
    It 'tells the same story as the demo between files' {
        $files = (New-Item (Join-Path $TestDrive 'files') -ItemType Directory).FullName
        Copy-Item (Join-Path $site 'contacts.csv'), (Join-Path $site 'demo.json') $files
        $other = Join-Path $files 'demo.json'
        foreach ($users in 'users.before.csv', 'users.csv') {
            Copy-Item (Join-Path $site $users) (Join-Path $files 'users.csv') -Force
            $null = Invoke-UserContactSync -Profile $other -All -WarningAction Ignore 6>$null
        }

        function Get-Story($of) {
            $people = @{}
            Get-CrmContact -Profile $of | ForEach-Object {
                $people[$_.ContactId] = "$($_.FirstName)|$($_.LastName)|$((@($_.Emails.Address) -join ',').ToLowerInvariant())|$(@($_.Phones.Number) -join ',')"
            }
            @{
                People    = @($people.Values | Sort-Object)
                Links     = @(Get-SyncLink -Profile $of | ForEach-Object { "$($_.UserId) $($people[$_.ContactId])" } | Sort-Object)
                Conflicts = @(Get-SyncConflict -Profile $of | ForEach-Object { "$($_.Kind) $($_.UserId)" } | Sort-Object)
            }
        }

        $between, $here = (Get-Story $other), (Get-Story $profile)
        $here.People | Should -Be $between.People
        $here.Links | Should -Be $between.Links
        $here.Conflicts | Should -Be $between.Conflicts
        $here.Links.Count, $here.Conflicts.Count | Should -Be 36, 4
    }
}
