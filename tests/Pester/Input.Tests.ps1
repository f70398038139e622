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
        @{ Text = 'New-SyncLink'; Script = { New-SyncLink '*' 11 -Profile $shop } }
        @{ Text = 'New-SyncLink to'; Script = { New-SyncLink 7 '*' -Profile $shop } }
        @{ Text = 'Set-SyncLink'; Script = { Set-SyncLink '*' 5 -Profile $shop } }
        @{ Text = 'Set-SyncLink to'; Script = { Set-SyncLink 1 '*' -Profile $shop } }
        @{ Text = 'Remove-SyncLink'; Script = { Remove-SyncLink '*' -Profile $shop -Confirm:$false } }
        @{ Text = 'Get-SyncHistory'; Script = { Get-SyncHistory -UserId '*' -Profile $shop } }
        @{ Text = 'Get-SyncConflict'; Script = { Get-SyncConflict -UserId '*' -Profile $shop } }
    ) {
        $before = (Get-SyncLink -Profile $shop | ForEach-Object { "$($_.UserId) $($_.ContactId)" }) -join ', '
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

    It 'of <_> does nothing and says so' -ForEach 'Get-CmsUser', 'Get-CrmContact', 'Get-SyncLink', 'Get-SyncHistory', 'Get-SyncConflict', 'New-SyncLink', 'Set-SyncLink', 'Remove-SyncLink', 'Export-SyncLink', 'Invoke-UserContactSync', 'Get-SyncPlan' {
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
