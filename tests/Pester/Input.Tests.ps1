# Bad and strange input: each is refused or passed over by name, and nothing is done that nobody asked for.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Support.ps1')
    Import-Module $Module
    $ProgressPreference = 'SilentlyContinue'
    function Get-Id($Errors) { $Errors | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] } }
}

Describe 'Wildcards' {
    BeforeAll {
        $shop = New-Shop (Join-Path $TestDrive 'wildcards')
        1, 10, 12, 2 | ForEach-Object { New-SyncLink $_ "c$_" -Profile $shop } | Out-Null
    }

    It 'find links by users and contacts' {
        (Get-SyncLink '1*' -Profile $shop).UserId | Should -Be 1, 10, 12
        (Get-SyncLink '1?', '2' -Profile $shop).UserId | Should -Be 10, 12, 2
        (Get-SyncLink -ContactId 'c?' -Profile $shop).UserId | Should -Be 1, 2
        (Get-SyncLink -UserId '*' -ContactId 'c1*' -Profile $shop).UserId | Should -Be 1, 10, 12
        Get-SyncLink 'C*' -Profile $shop | Should -BeNullOrEmpty
    }

    It '<Text> refuses them instead of taking them for an id, or for everybody' -ForEach @(
        @{ Text = 'Get-CmsUser'; Script = { Get-CmsUser '*' -Profile $shop } }
        @{ Text = 'Get-CrmContact'; Script = { Get-CrmContact 'c*' -Profile $shop } }
        @{ Text = 'Invoke-UserContactSync'; Script = { Invoke-UserContactSync '*' -Profile $shop } }
        @{ Text = 'Get-SyncPlan'; Script = { Get-SyncPlan '*' -Profile $shop } }
        @{ Text = 'Get-SyncPlan of contacts'; Script = { Get-SyncPlan -ContactId '*' -Profile $shop } }
        @{ Text = 'Import-CrmContact'; Script = { Import-CrmContact 'c*' -Profile $shop } }
        @{ Text = 'New-SyncLink'; Script = { New-SyncLink '*' 11 -Profile $shop } }
        @{ Text = 'New-SyncLink to'; Script = { New-SyncLink 7 '*' -Profile $shop } }
        @{ Text = 'Set-SyncLink'; Script = { Set-SyncLink '*' 5 -Profile $shop } }
        @{ Text = 'Set-SyncLink to'; Script = { Set-SyncLink 1 '*' -Profile $shop } }
        @{ Text = 'Remove-SyncLink'; Script = { Remove-SyncLink '*' -Profile $shop -Confirm:$false } }
        @{ Text = 'Test-SyncLink'; Script = { Test-SyncLink '*' -Profile $shop } }
        @{ Text = 'Get-SyncHistory'; Script = { Get-SyncHistory -UserId '*' -Profile $shop } }
        @{ Text = 'Get-SyncConflict'; Script = { Get-SyncConflict -UserId '*' -Profile $shop } }
    ) {
        $before = (Get-SyncLink -Profile $shop | ForEach-Object { "$($_.UserId) $($_.ContactId)" }) -join ', '
        $ErrorActionPreference = 'Continue'
        $Error.Clear()
        & $Script 2> $null 3> $null | Should -BeNullOrEmpty
        Get-Id $Error | Should -Be 'WildcardNotAllowed'
        (Get-SyncLink -Profile $shop | ForEach-Object { "$($_.UserId) $($_.ContactId)" }) -join ', ' | Should -Be $before
    }

    It 'do not keep the other ids from being used' {
        (Get-CmsUser '*', '2' -Profile $shop -ErrorAction SilentlyContinue).UserId | Should -Be 2
    }
}

Describe '-InputObject $null' {
    BeforeAll {
        $shop = New-Shop (Join-Path $TestDrive 'null')
        $null = New-SyncLink 1 11 -Profile $shop
    }

    It 'of <_> does nothing and says so' -ForEach 'Get-CmsUser', 'Get-CrmContact', 'Get-SyncLink', 'Get-SyncHistory', 'Get-SyncConflict', 'New-SyncLink', 'Set-SyncLink', 'Test-SyncLink', 'Remove-SyncLink', 'Export-SyncLink', 'Invoke-UserContactSync', 'Import-CrmContact', 'Get-SyncPlan' {
        & $_ -InputObject $null -Profile $shop -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warned | Should -Match 'nothing was (done|read)'
    }

    It 'of Test-SyncProfile and Set-SyncDefaultProfile does nothing and says so' {
        $env:USERSYNC_PROFILE = $shop
        try {
            foreach ($command in 'Test-SyncProfile', 'Set-SyncDefaultProfile') {
                & $command -InputObject $null -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
                $warned | Should -Match 'nothing was done'
            }
        }
        finally { $env:USERSYNC_PROFILE = $null }
    }
}

Describe 'A link store that this account may only read' {
    BeforeAll {
        # For root nothing is read-only: the child runs as nobody.
        $folder = Join-Path ([IO.Path]::GetTempPath()) "usersync-readonly-$PID"
        $shop = New-Shop $folder
        $null = New-SyncLink 1 11 -Profile $shop
        $asNobody = @()
        if (-not $IsWindows) {
            chmod -R a+rX $folder
            chmod a+rwX $folder
            if ((id -u) -eq 0) { $asNobody = 'setpriv', '--reuid=65534', '--regid=65534', '--clear-groups' }
        }
    }

    AfterAll {
        if (-not $IsWindows) { chmod -R u+w $folder }
        Remove-Item $folder -Recurse -Force -ErrorAction Ignore
    }

    It 'fails its line of the checklist, with a remedy: <What>' -Skip:$IsWindows -ForEach @(
        @{ What = 'the file is read-only'; Mode = 'a+rwX'; Told = 'can be read but not written' }
        @{ What = 'the file and its folder are read-only'; Mode = 'a-w'; Told = '* read' }
    ) {
        chmod $Mode $folder
        chmod a-w (Join-Path $folder 'shop.links.db')
        $script = "`$ProgressPreference = 'SilentlyContinue'; Import-Module '$Module'; Test-SyncProfile '$shop' | Where-Object Check -EQ 'link store' | ForEach-Object { `"`$(`$_.Passed)|`$(`$_.Detail)|`$(`$_.Remedy)`" }"
        $line = & env HOME=/nonexistent @asNobody $Pwsh -NoProfile -NonInteractive -Command $script 2>&1 | Out-String
        if ($line -match 'setpriv|Permission denied') { Set-ItResult -Skipped -Because "another account cannot run this module here: $line"; return }
        $line | Should -BeLike "False|*shop.links.db $Told*|*right to write*"
    }
}

Describe 'Wrong parameters' {
    BeforeAll { $shop = New-Shop (Join-Path $TestDrive 'parameters') }

    It '<Text> is refused before anything is read or written' -ForEach @(
        @{ Text = '-All with ids'; Script = { Invoke-UserContactSync -UserId 1 -All -Profile $shop }; Id = 'AmbiguousParameterSet' }
        @{ Text = '-Incremental with -Failed'; Script = { Invoke-UserContactSync -Incremental -Failed x -Profile $shop }; Id = 'AmbiguousParameterSet' }
        @{ Text = '-Ignore with -LinkTo'; Script = { Resolve-SyncConflict 1 -Ignore -LinkTo 2 -Profile $shop }; Id = 'AmbiguousParameterSet' }
        @{ Text = 'neither -Ignore nor -LinkTo'; Script = { Get-SyncConflict -Profile $shop | Resolve-SyncConflict -LinkTo '' }; Id = 'ParameterArgumentValidationError' }
        @{ Text = '-ExcludeTag without -All'; Script = { Import-CrmContact -ExcludeTag x -Profile $shop }; Id = 'AmbiguousParameterSet' }
        @{ Text = '-Tag with ids'; Script = { Import-CrmContact -ContactId 11 -Tag x -Profile $shop }; Id = 'AmbiguousParameterSet' }
        @{ Text = '-Summary with -UserId'; Script = { Get-SyncHistory -Summary -UserId 1 -Profile $shop }; Id = 'AmbiguousParameterSet' }
        @{ Text = 'a throttle of 0'; Script = { Invoke-UserContactSync 1 -ThrottleLimit 0 -Profile $shop }; Id = 'ParameterArgumentValidationError' }
        @{ Text = 'a direction that is none'; Script = { Invoke-UserContactSync 1 -Direction Sideways -Profile $shop }; Id = 'CannotConvertArgumentNoMessage' }
        @{ Text = 'a transform that is text'; Script = { Invoke-UserContactSync 1 -Transform 'x' -Profile $shop }; Id = 'CannotConvertArgumentNoMessage' }
        @{ Text = 'a filter that is $null'; Script = { Invoke-UserContactSync 1 -Filter $null -Profile $shop }; Id = 'ParameterArgumentValidationError' }
        @{ Text = 'a profile that is a folder'; Script = { Get-CmsUser -Profile $TestDrive }; Id = 'ProfileNotFound' }
    ) {
        $before = Get-ChildItem (Split-Path $shop) | ForEach-Object Name
        try { & $Script; $caught = $null } catch { $caught = $_ }
        Get-Id $caught | Should -Be $Id
        Get-ChildItem (Split-Path $shop) | ForEach-Object Name | Should -Be $before
    }
}

Describe 'Objects of a wrong type' {
    BeforeAll {
        $shop = New-Shop (Join-Path $TestDrive 'types')
        $null = New-SyncLink 1 11 -Profile $shop
    }

    It '<Command> tells each of them and takes none for something else' -ForEach @(
        @{ Command = 'Get-CmsUser' }, @{ Command = 'Get-CrmContact' }, @{ Command = 'Get-SyncLink' }, @{ Command = 'New-SyncLink' }, @{ Command = 'Set-SyncLink' }, @{ Command = 'Remove-SyncLink'; More = @{ Confirm = $false } }, @{ Command = 'Get-SyncConflict' }, @{ Command = 'Invoke-UserContactSync' }
    ) {
        $extra = if ($More) { $More } else { @{} }
        $strangers = @((Get-Date), 5, 'anna@example.org', @{ a = 1 })
        $strangers | & $Command -Profile $shop @extra -ErrorVariable refused -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $refused.Count | Should -BeGreaterOrEqual 4
        @(Get-SyncLink -Profile $shop).Count | Should -Be 1
    }
}

Describe 'A profile that disappears during the run' {
    It 'does no harm: what was loaded is what runs' {
        $shop = New-Shop (Join-Path $TestDrive 'gone')
        $summary = Invoke-UserContactSync -All -Profile $shop -Filter { if (Test-Path $shop) { Remove-Item $shop }; $true }
        "$($summary.Linked) $($summary.Created) $($summary.Ended)" | Should -Be '2 1 '
        { Invoke-UserContactSync -All -Profile $shop } | Should -Throw -ErrorId 'ProfileNotFound,*'
    }

    It 'tells that the file of users went, and writes nothing' {
        $shop = New-Shop (Join-Path $TestDrive 'lost')
        $folder = Split-Path $shop
        $before = Get-Content (Join-Path $folder 'contacts.csv') -Raw
        Remove-Item (Join-Path $folder 'users.csv')
        { Invoke-UserContactSync -All -Profile $shop -ErrorAction Stop } | Should -Throw -ErrorId 'FileNotFound,*'
        Get-Content (Join-Path $folder 'contacts.csv') -Raw | Should -BeExactly $before
    }
}

Describe 'A home that is no help' -Skip:$IsWindows {
    BeforeAll {
        $shop = New-Shop (Join-Path $TestDrive 'home')
        function Invoke-Homeless([string] $HomeFolder, [string] $Script) {
            # PowerShell itself does not start where its home cannot be written, hence the change within; without one it keeps its cache where it stands.
            Push-Location $TestDrive
            try { & env -u XDG_CONFIG_HOME -u XDG_CACHE_HOME -u USERSYNC_PROFILES HOME= $Pwsh -NoProfile -NonInteractive -Command "`$env:HOME = '$HomeFolder'; `$ProgressPreference = 'SilentlyContinue'; Import-Module '$Module'; $Script" 2>&1 | Out-String }
            finally { Pop-Location }
        }
    }

    It 'is missed by nobody who names the profile: <Text>' -ForEach @(
        @{ Text = 'there is none'; Place = '' }
        @{ Text = 'it does not exist'; Place = '/dev/null/home' }
        @{ Text = 'nothing can be written to it'; Place = '/proc' }
    ) {
        $said = Invoke-Homeless $Place "(Invoke-UserContactSync -All -Profile '$shop').Checked; @(Get-CmsField -Profile '$shop').Count -gt 0; try { New-SyncProfile x -Cms csv -Crm csv -ErrorAction Stop; 'made' } catch { `$_.FullyQualifiedErrorId }; try { Get-CmsUser } catch { `$_.FullyQualifiedErrorId }"
        $said | Should -Match '(?s)3\s+True\s+FileNotWritable,.*ProfileNotFound,'
        $said | Should -Not -Match 'UnexpectedFailure|Exception'
    }
}

Describe 'Callers that are strict' {
    It 'Set-StrictMode and $ErrorActionPreference Stop change nothing for whoever does nothing wrong' {
        $shop = New-Shop (Join-Path $TestDrive 'strict')
        $said = Invoke-Child @"
Set-StrictMode -Version Latest
`$ErrorActionPreference = 'Stop'
(Invoke-UserContactSync -All -Profile '$shop' -Transform { @{ name = `$_.Name } }).Checked
Get-CmsUser -Profile '$shop' | Invoke-UserContactSync | Out-String -Width 120
"@
        $said[0] | Should -Be 3
        "$said" | Should -Match 'Checked 3 users'
        # Views run script blocks, too.
        $views = Invoke-Child "Set-StrictMode -Version Latest; Get-SyncLink -Profile '$shop' | Out-String; Get-SyncHistory -Profile '$shop' | Out-String; Get-SyncHistory -Profile '$shop' -Summary | Out-String; Get-SyncConflict -Profile '$shop' | Out-String; Test-SyncProfile '$shop' | Out-String; Get-CrmContact -Profile '$shop' | Out-String"
        "$views" | Should -Not -Match 'cannot be found on this object|PropertyNotFound|has not been set'
    }

    It 'without a terminal and with everything redirected the streams are clean' {
        $shop = New-Shop (Join-Path $TestDrive 'redirected')
        $out = Join-Path $TestDrive 'out.txt'
        $text = "`$ProgressPreference = 'Continue'; Import-Module '$Module'; Invoke-UserContactSync -All -Profile '$shop'"
        # Without NO_COLOR this pwsh colours even its own headers in a file that the caller's shell opened.
        sh -c "NO_COLOR=1 '$Pwsh' -NoProfile -NonInteractive -Command `"$($text.Replace('$', '\$'))`" < /dev/null > '$out' 2> '$out.err'"
        Get-Content $out -Raw | Should -Match 'Checked 3 users'
        Get-Content $out -Raw | Should -Not -Match '\x1b'
        Get-Content "$out.err" -Raw | Should -BeNullOrEmpty
    }
}
