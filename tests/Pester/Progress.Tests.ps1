BeforeAll {
    . (Join-Path $PSScriptRoot 'Support.ps1')

    function Get-Progress([string] $Script) {
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$Module'; $Script").Invoke()
        $shell.Streams.Error | Should -BeNullOrEmpty
        # Not what PowerShell itself tells, about loading modules for one.
        $shell.Streams.Progress | Where-Object Activity -Match '^(Synchronising|Reading|Planning|Writing)'
    }
}

Describe 'Progress' {
    BeforeAll {
        $shop = New-Shop (Join-Path $TestDrive 'progress') -Users 30000
        $first = Get-Progress "Invoke-UserContactSync -All -Profile '$shop'"
        # Everybody changes, so that the second run reads a known size and writes.
        (Get-Content (Join-Path (Split-Path $shop) 'users.csv')) -replace '"User ', '"Person ' | Set-Content (Join-Path (Split-Path $shop) 'users.csv')
        $second = Get-Progress "Invoke-UserContactSync -All -Profile '$shop'"
    }

    It 'is nested: the run, and under it the step' {
        $run = @($first | Where-Object Activity -EQ 'Synchronising')
        $run.ActivityId | Select-Object -Unique | Should -Be 1
        $run.ParentActivityId | Select-Object -Unique | Should -Be -1
        $steps = @($first | Where-Object Activity -NE 'Synchronising')
        $steps.ParentActivityId | Select-Object -Unique | Should -Be 1
        @($steps.ActivityId | Sort-Object -Unique).Count | Should -BeGreaterThan 1
    }

    It 'has a percentage once the size is known, and never one outside 0 to 100' {
        ($first + $second).PercentComplete | Where-Object { $_ -lt -1 -or $_ -gt 100 } | Should -BeNullOrEmpty
        @($second | Where-Object PercentComplete -GT 0).Count | Should -BeGreaterThan 0
    }

    It 'takes every line away in the end' {
        foreach ($records in $first, $second) {
            foreach ($id in $records.ActivityId | Sort-Object -Unique) { ($records | Where-Object ActivityId -EQ $id)[-1].RecordType | Should -Be 'Completed' }
        }
    }

    It 'is not there when it is silent: <_>' -ForEach '-ProgressAction Ignore', '-ProgressAction SilentlyContinue', '-Verbose -ProgressAction Ignore' {
        Get-Progress "Invoke-UserContactSync -All -Profile '$shop' $_" | Should -BeNullOrEmpty
        Get-Progress "`$ProgressPreference = 'SilentlyContinue'; Invoke-UserContactSync -All -Profile '$shop'" | Should -BeNullOrEmpty
    }
}
