BeforeAll {
    . (Join-Path $PSScriptRoot 'Support.ps1')
    Import-Module $Module
    $ProgressPreference = 'SilentlyContinue'
}

Describe 'Undo-SyncRun' {
    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        $shop = New-Shop $folder
        $before = Get-Content (Join-Path $folder 'contacts.csv') -Raw
        $run = (Invoke-UserContactSync -All -Profile $shop -WarningAction SilentlyContinue).Run
        $after = Get-Content (Join-Path $folder 'contacts.csv') -Raw
    }

    It 'shows the way back under -WhatIf and changes nothing' {
        $shown = Undo-SyncRun $run -RemoveCreated -Profile $shop -WhatIf
        $shown.WhatIf | Should -BeTrue
        $shown.Unlinked | Should -Be 3
        $shown.Deleted | Should -Be 1
        Get-Content (Join-Path $folder 'contacts.csv') -Raw | Should -BeExactly $after
        @(Get-SyncLink -Profile $shop).Count | Should -Be 3
    }

    It 'takes the run back from a pipe, and the next run does not do it again' {
        $undone = Get-SyncHistory -Summary -First 1 -Profile $shop | Undo-SyncRun -RemoveCreated -Confirm:$false
        $undone.Unlinked | Should -Be 3
        $undone.Direction | Should -Be 'Undo'
        Get-Content (Join-Path $folder 'contacts.csv') -Raw | ConvertFrom-Csv | Should -HaveCount 2
        (Get-Content (Join-Path $folder 'contacts.csv') -Raw | ConvertFrom-Csv)[0].name | Should -BeNullOrEmpty
        Get-SyncLink -Profile $shop | Should -BeNullOrEmpty
        $next = Invoke-UserContactSync -All -Profile $shop
        $next.NothingToDo | Should -BeTrue
        $next.Skipped | Should -Be 3
    }

    It 'leaves alone what somebody changed since, and says so' {
        (Get-Content (Join-Path $folder 'contacts.csv') -Raw).Replace('User 1', 'Edited') | Set-Content (Join-Path $folder 'contacts.csv') -NoNewline
        $results = Undo-SyncRun $run -Profile $shop -Confirm:$false -PassThru
        ($results | Where-Object Action -EQ Conflict).ContactId | Should -Be '11'
        Get-Content (Join-Path $folder 'contacts.csv') -Raw | Should -Match 'Edited'
    }

    It 'refuses a run that nobody knows' {
        { Undo-SyncRun nothing -Profile $shop -Confirm:$false } | Should -Throw -ErrorId 'RunNotFound,*'
    }

    It 'takes a decision to make a partner anew' {
        $null = Undo-SyncRun $run -RemoveCreated -Profile $shop -Confirm:$false
        Get-SyncConflict -State Ignored -Profile $shop | Where-Object { $_.Kind -eq 'PartnerDeleted' -and $_.UserId -eq '3' } | Resolve-SyncConflict -Create
        (Invoke-UserContactSync -All -Profile $shop).Created | Should -Be 1
    }
}

Describe 'Clear-SyncHistory' {
    BeforeAll {
        $shop = New-Shop (Join-Path $TestDrive 'clear')
        $null = Invoke-UserContactSync -All -Profile $shop
    }

    It 'removes a person and leaves the others and the link' {
        Clear-SyncHistory -UserId 1 -Profile $shop -Confirm:$false
        (Get-SyncHistory -Profile $shop).UserId | Should -Not -Contain '1'
        (Get-SyncHistory -Profile $shop).UserId | Should -Contain '2'
        (Get-SyncLink -UserId 1 -Profile $shop).ContactId | Should -Be '11'
    }

    It 'removes nothing under -WhatIf' {
        Get-SyncLink -UserId 2 -Profile $shop | Clear-SyncHistory -WhatIf
        (Get-SyncHistory -Profile $shop).UserId | Should -Contain '2'
    }

    It 'tells of whom it knows nothing' {
        Clear-SyncHistory -UserId 99 -Profile $shop -Confirm:$false -ErrorVariable told -ErrorAction SilentlyContinue
        $told[0].FullyQualifiedErrorId | Should -BeLike 'NoIdentity,*'
    }
}
