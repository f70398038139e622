BeforeAll {
    . (Join-Path $PSScriptRoot 'Support.ps1')
    Import-Module $Module
    $ProgressPreference = 'SilentlyContinue'
    function Format-At([int] $Width) { @(($input | Out-String -Width $Width) -split '\r?\n').TrimEnd() -ne '' }
}

Describe 'Views' {
    BeforeAll {
        $shop = New-Shop (Join-Path $TestDrive 'views')
        "id,email,name`n11,user1@example.org,`n12,USER2@example.org,User 2`n13,user2@example.org," | Set-Content (Join-Path $TestDrive 'views' 'contacts.csv')
        $summary = Invoke-UserContactSync -Profile $shop -All -WarningAction SilentlyContinue
        $preview = Invoke-UserContactSync -Profile $shop -All -WhatIf -WarningAction SilentlyContinue 6> $null
    }

    BeforeEach {
        $rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
    }

    AfterEach { $PSStyle.OutputRendering = $rendering }

    It 'keeps every table within <_> columns, with all its headers on one line' -ForEach 80, 120 {
        $outputs = @{
            UserId = { Get-CmsUser -Profile $shop }; ContactId = { Get-CrmContact -Profile $shop }; Email = { Get-SyncLink -Profile $shop }; Change = { Get-SyncHistory -Profile $shop }
            Result = { Get-SyncHistory -Profile $shop -Summary }; Kind = { Get-SyncConflict -Profile $shop }; Path = { Get-CmsField -Profile $shop }; Detail = { Test-SyncProfile $shop }
            Action = { Get-SyncPlan -Profile $shop -All }; Failed = { $summary | Format-Table }; State = { Test-SyncLink -Profile $shop }
        }
        foreach ($column in $outputs.Keys) {
            $lines = & $outputs[$column] | Format-At $_
            $lines[0] | Should -BeLike "*$column*"
            $lines[1] | Should -Match '^[- ]+$'
            ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $_
        }
    }

    It 'tells a summary as a sentence, a preview as a preview' {
        $lines = $summary | Format-At 120
        $lines[0] | Should -BeExactly 'Checked 3 users: 1 linked, 1 created, 1 updated, 1 in conflict.'
        $lines[1] | Should -BeLike "Profile *, run $($summary.Run); * s, requests: *"
        ($preview | Format-At 120)[1] | Should -BeLike '*a preview, nothing was written*'
    }

    It 'shows the remedy of a failing line whole at 80 columns' {
        Set-Content (Join-Path $TestDrive 'views' 'bad.csv') "id,name`n1,x"
        $bad = Join-Path $TestDrive 'views' 'bad.json'
        (Get-Content $shop -Raw) -replace 'contacts.csv', 'bad.csv' | Set-Content $bad
        $text = (Test-SyncProfile $bad | Format-At 80) -replace '^.{35}' -join ''
        $text -replace '\s' | Should -Match 'Addacolumn"email"'
    }

    It 'has colours for a console and none when they are not wanted' {
        $PSStyle.OutputRendering = 'Ansi'
        $summary | Out-String | Should -Match '\x1b\['
        $PSStyle.OutputRendering = 'PlainText'
        $summary | Out-String | Should -Not -Match '\x1b\['
    }

    It 'tells lists as text to Export-Csv' {
        $csv = Get-SyncHistory -Profile $shop | Where-Object Action -EQ Created | ConvertTo-Csv | ConvertFrom-Csv
        $csv.Fields | Should -BeExactly 'name: (empty) -> User 3; EMAIL: (empty) -> user3@example.org'
        (Get-SyncConflict -Profile $shop | ConvertTo-Csv | ConvertFrom-Csv).Candidates | Should -BeExactly '12; 13'
        (Get-SyncConflict -Profile $shop).Candidates | Should -Be 12, 13
    }
}

Describe 'Strange input' {
    BeforeAll { $shop = New-Shop (Join-Path $TestDrive 'strange') }

    It 'tells each object of the pipe that is nobody, and does the others' {
        $user = Get-CmsUser -Profile $shop -UserId 1
        $contact = Get-CrmContact -Profile $shop -ContactId 12
        $run = 5, $user, 'x', $null, [pscustomobject]@{ UserId = 3 }, $contact | Invoke-UserContactSync -Profile $shop -ErrorVariable refused -ErrorAction SilentlyContinue
        $run.Checked | Should -Be 2
        $ids = $refused.FullyQualifiedErrorId | ForEach-Object { ($_ -split ',')[0] }
        @($ids -eq 'InputObjectNotBound').Count | Should -Be 2
        @($ids -eq 'NoIdentity').Count | Should -Be 1
    }

    It 'refuses to repeat a run that never was' {
        { Invoke-UserContactSync -Profile $shop -Failed nothing } | Should -Throw -ErrorId 'RunNotFound,*'
    }

    It 'refuses to resolve a conflict with somebody who is no candidate' {
        "id,email,name`n21,user1@example.org,`n22,user1@example.org,x`n23,z@example.org,Z" | Set-Content (Join-Path $TestDrive 'strange' 'contacts.csv')
        $shop2 = Join-Path $TestDrive 'strange' 'other.json'
        (Get-Content $shop -Raw) -replace '"shop"', '"other"' -replace 'shop.links', 'other.links' | Set-Content $shop2
        $null = Invoke-UserContactSync -Profile $shop2 -All -WarningAction SilentlyContinue
        Get-SyncConflict -Profile $shop2 | Resolve-SyncConflict -LinkTo 99 -ErrorVariable said -ErrorAction SilentlyContinue
        "$said" | Should -BeLike '*99 is not among the candidates of conflict * 21, 22.*'
        $said.FullyQualifiedErrorId | Should -BeLike 'ItemRefused,*'
        Get-SyncLink 1 -Profile $shop2 | Should -BeNullOrEmpty
        @(Get-SyncConflict -Profile $shop2).Count | Should -Be 1
    }

    It 'says in constrained language mode what is the matter' {
        $said = & $Pwsh -NoProfile -NonInteractive -Command "`$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'; Import-Module '$Module'" 2>&1 | Out-String
        $said | Should -Match 'ConstrainedLanguage'
        $said | Should -Not -Match 'Cannot invoke method'
    }
}
