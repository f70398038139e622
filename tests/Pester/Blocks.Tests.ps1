# -Filter and -Transform: script blocks of the caller, run on the pipeline's thread before anything is planned.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Support.ps1')
    Import-Module $Module
    $ProgressPreference = 'SilentlyContinue'
}

Describe '-Transform' {
    BeforeEach { $shop = New-Shop (Join-Path $TestDrive ([guid]::NewGuid())) }

    It 'plans with the values that it brings, and shows them in a preview' {
        $block = { @{ name = $_.Name.ToUpperInvariant() } }
        $preview = Get-SyncPlan -All -Profile $shop -Transform $block | Where-Object Action -EQ Created
        "$($preview.Fields)" | Should -Match 'USER 3'
        $told = Invoke-UserContactSync -All -Profile $shop -Transform $block -PassThru -WhatIf 6> $null | Where-Object Action -EQ Created
        "$($told.Fields)" | Should -Match 'USER 3'
        (Invoke-UserContactSync -All -Profile $shop -Transform $block).Created | Should -Be 1
        (Import-Csv (Join-Path (Split-Path $shop) 'contacts.csv') | Where-Object email -EQ 'user3@example.org').name | Should -BeExactly 'USER 3'
        (Invoke-UserContactSync -All -Profile $shop -Transform $block).NothingToDo | Should -BeTrue
    }

    It 'knows the typed user as $_, and the variables around it' {
        $suffix = '!'
        $result = Get-CmsUser 3 -Profile $shop | Invoke-UserContactSync -PassThru -Transform { @{ Name = "$($_.GetType().Name) $($_.UserId) $($_.Profile)$suffix" } }
        $result.Fields.Where({ $_.Path -eq 'name' }).Value.Text | Should -BeExactly "CmsUser 3 $shop!"
    }

    It 'matches by a changed address' {
        '13,other@example.org,' | Add-Content (Join-Path (Split-Path $shop) 'contacts.csv')
        (Invoke-UserContactSync 3 -Profile $shop -Transform { @{ email = 'other@example.org' } }).Linked | Should -Be 1
        (Get-SyncLink 3 -Profile $shop).ContactId | Should -Be '13'
    }

    It 'that throws costs only that user, which -Failed then repeats' {
        $summary = Invoke-UserContactSync -All -Profile $shop -Transform { if ($_.UserId -eq 2) { throw 'odd name' } } -ErrorVariable failed -ErrorAction SilentlyContinue
        "$($summary.Linked) $($summary.Created) $($summary.Failed)" | Should -Be '1 1 1'
        $failed.Count | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'TransformFailed,*'
        $failed[0].CategoryInfo.Category | Should -Be 'InvalidData'
        $failed[0].TargetObject.UserId | Should -Be '2'
        $failed[0].Exception.Message | Should -Match 'odd name'
        (Get-SyncHistory -Profile $shop -UserId 2).ErrorId | Should -Be 'TransformFailed'
        (Invoke-UserContactSync -Failed $summary.Run -Profile $shop).Linked | Should -Be 1
    }

    It 'that meets an error costs that user, where a script would go on: <Text>' -ForEach @(
        @{ Text = 'a method that is not there'; Block = { @{ name = $_.Name.Nope() } } }
        @{ Text = 'a cmdlet that reports'; Block = { $null = Get-Item (Join-Path $TestDrive 'nothing'); @{ name = 'x' } } }
        @{ Text = 'Write-Error'; Block = { Write-Error 'no'; @{ name = 'x' } } }
        @{ Text = 'a conversion'; Block = { [int] $_.Name; @{ name = 'x' } } }
    ) {
        $summary = Invoke-UserContactSync -All -Profile $shop -Transform $Block -ErrorVariable failed -ErrorAction SilentlyContinue
        $summary.Failed | Should -Be 3
        $failed.FullyQualifiedErrorId | Where-Object { $_ -notlike 'TransformFailed,*' } | Should -BeNullOrEmpty
        Get-SyncLink -Profile $shop | Should -BeNullOrEmpty
    }

    It 'cannot bring <Why>' -ForEach @(
        @{ Why = 'text'; Block = { 'Anna' }; Told = '*brought a String*' }
        @{ Why = 'a field that the profile does not read'; Block = { @{ nmae = 'x' } }; Told = "*no field 'nmae'*email*" }
        @{ Why = '$null for a field'; Block = { @{ name = $_.NoSuchProperty } }; Told = '*$null for name*' }
        @{ Why = 'another id'; Block = { @{ UserId = 7 } }; Told = '*id of a user cannot be changed*' }
        @{ Why = 'a hashtable and something else'; Block = { @{ name = 'x' }; [datetime]::Now }; Told = '*brought a DateTime*' }
        @{ Why = 'a time without a zone'; Block = { @{ name = [datetime]'2026-01-02 03:04' } }; Told = '*no time zone*' }
        @{ Why = 'several names'; Block = { @{ name = 'a', 'b' } }; Told = '*2 values for name*' }
        @{ Why = 'an object'; Block = { @{ name = [System.Text.StringBuilder]::new('x') } }; Told = '*a StringBuilder*' }
    ) {
        $before = Get-Content (Join-Path (Split-Path $shop) 'contacts.csv') -Raw
        $summary = Invoke-UserContactSync -All -Profile $shop -Transform $Block -ErrorVariable failed -ErrorAction SilentlyContinue
        $summary.Failed | Should -Be 3
        $failed[0].Exception.Message | Should -BeLike $Told
        Get-Content (Join-Path (Split-Path $shop) 'contacts.csv') -Raw | Should -BeExactly $before
    }

    It 'writes numbers, dates and flags in no culture' {
        $culture = [System.Threading.Thread]::CurrentThread.CurrentCulture
        try {
            [System.Threading.Thread]::CurrentThread.CurrentCulture = 'ar-SA'
            $values = foreach ($value in 1234.5, $true, [datetime]'2026-01-02', [datetimeoffset]'2026-01-02T03:04:05+03:00') {
                (Get-SyncPlan 3 -Profile $shop -Transform { @{ name = $value } }).Fields.Where({ $_.Path -eq 'name' }).Value.Text
            }
        }
        finally { [System.Threading.Thread]::CurrentThread.CurrentCulture = $culture }
        $values | Should -BeExactly '1234.5', 'true', '2026-01-02', '2026-01-02T03:04:05+03:00'
    }

    It 'runs on the thread of the pipeline' {
        $threads = [System.Collections.Generic.HashSet[int]]::new()
        $null = Get-SyncPlan -All -Profile $shop -Transform { $null = $threads.Add([Environment]::CurrentManagedThreadId) }
        $threads | Should -Be ([Environment]::CurrentManagedThreadId)
    }
}

Describe '-Filter' {
    BeforeEach { $shop = New-Shop (Join-Path $TestDrive ([guid]::NewGuid())) }

    It 'takes only users for whom it is true, and nobody else for gone' {
        $null = Invoke-UserContactSync -All -Profile $shop
        $summary = Invoke-UserContactSync -All -Profile $shop -Filter { $_.UserId -in 1, 3 }
        "$($summary.Checked) $($summary.Unlinked) $($summary.Failed)" | Should -Be '2 0 0'
        @(Get-SyncLink -Profile $shop).Count | Should -Be 3
    }

    It 'goes before -Transform, and sees the values of the site' {
        $seen = [System.Collections.Generic.List[string]]::new()
        $null = Invoke-UserContactSync -All -Profile $shop -Filter { $_.UserId -eq 2 } -Transform { $seen.Add($_.UserId) }
        $seen | Should -Be '2'
    }

    It 'is true as Where-Object takes it: <Text>' -ForEach @(
        @{ Text = 'nothing is false'; Block = { }; Count = 0 }
        @{ Text = 'two things are true'; Block = { $false; $false }; Count = 3 }
        @{ Text = 'an empty text is false'; Block = { '' }; Count = 0 }
        @{ Text = 'any text is true'; Block = { 'no' }; Count = 3 }
    ) {
        (Invoke-UserContactSync -All -Profile $shop -Filter $Block).Checked | Should -Be $Count
    }

    It 'that throws is the failure of that user' {
        $summary = Invoke-UserContactSync -All -Profile $shop -Filter { if ($_.UserId -eq 2) { throw 'odd' }; $true } -ErrorVariable failed -ErrorAction SilentlyContinue
        "$($summary.Linked) $($summary.Created) $($summary.Failed)" | Should -Be '1 1 1'
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'FilterFailed,*'
    }
}

Describe 'A script block' {
    It 'ends with Ctrl+C within a second and leaves no lease' {
        $shop = New-Shop (Join-Path $TestDrive 'stopped') -Users 50
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$Module'; `$global:started = [System.Threading.ManualResetEventSlim]::new()").Invoke()
        $started = $shell.Runspace.SessionStateProxy.GetVariable('started')
        $shell.Commands.Clear()
        $null = $shell.AddScript("Invoke-UserContactSync -All -Profile '$shop' -Transform { `$global:started.Set(); Start-Sleep 600 }")
        $running = $shell.BeginInvoke()
        $started.Wait(60000) | Should -BeTrue
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 5
        $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        (Invoke-UserContactSync -All -Profile $shop).Ended | Should -BeNullOrEmpty
    }

    It 'that leaves a loop of the caller ends the run, not the session' {
        $shop = New-Shop (Join-Path $TestDrive 'break')
        foreach ($once in 1) { Invoke-UserContactSync -All -Profile $shop -Transform { break } }
        Get-SyncLink -Profile $shop | Should -BeNullOrEmpty
        (Invoke-UserContactSync -All -Profile $shop).Ended | Should -BeNullOrEmpty
        (Get-SyncHistory -Profile $shop -Summary | Select-Object -Last 1).State | Should -Be 'stopped'
    }

    It 'may use our own cmdlets' {
        $shop = New-Shop (Join-Path $TestDrive 'inner')
        (Invoke-UserContactSync -All -Profile $shop -Filter { -not (Get-SyncLink $_.UserId -Profile $shop) }).Checked | Should -Be 3
        (Invoke-UserContactSync -All -Profile $shop -Filter { -not (Get-SyncLink $_.UserId -Profile $shop) }).Checked | Should -Be 0
    }
}
