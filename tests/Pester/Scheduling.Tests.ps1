# The examples of docs/scheduling.md: taken out of the page and run, with only the paths changed.
BeforeDiscovery {
    $root = (Resolve-Path (Join-Path $PSScriptRoot '..' '..')).Path
    $program = Get-ChildItem (Join-Path $root 'src' 'UserSync.Cli' 'bin') -Recurse -Filter usersync.dll -ErrorAction Ignore | Where-Object FullName -Match 'net10.0[\\/]usersync.dll$'
    $skip = $IsWindows -or -not $program
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Support.ps1')
    $page = Get-Content (Join-Path $Root 'docs' 'scheduling.md') -Raw
    function Get-Block([string] $Language) { [regex]::Matches($page, "(?ms)^``````$Language\r?\n(.*?)^``````") | ForEach-Object { $_.Groups[1].Value.TrimEnd() } }

    # /etc/usersync and /usr/local/bin of a machine of its own; the program notes which variables came to it.
    $machine = Join-Path $TestDrive 'machine'
    $shop = New-Shop (Join-Path $machine 'etc')
    Set-Content (Join-Path $machine 'etc' 'shop.env') "SHOP_WP='sync:with space'"
    $program = Get-ChildItem (Join-Path $Root 'src' 'UserSync.Cli' 'bin') -Recurse -Filter usersync.dll -ErrorAction Ignore | Where-Object FullName -Match 'net10.0[\\/]usersync.dll$' | Sort-Object LastWriteTime | Select-Object -Last 1
    if ($program -and -not $IsWindows) {
        $null = New-Item (Join-Path $machine 'bin') -ItemType Directory
        Set-Content (Join-Path $machine 'bin' 'usersync') "#!/bin/sh`nprintf '%s' `"`$SHOP_WP`" > '$machine/seen'`nprintf '%s\n' `"`$@`" > '$machine/arguments'`nexec '$((Get-Command dotnet).Source)' '$($program.FullName)' `"`$@`""
        chmod +x (Join-Path $machine 'bin' 'usersync')
    }

    function Convert-Path([string] $Text) { $Text.Replace('/usr/local/bin', "$machine/bin").Replace('/etc/usersync', "$machine/etc").Replace('/var/log/usersync', "$machine/log") }
    function Get-Seen { Get-Content (Join-Path $machine 'seen') -Raw }
}

Describe 'The systemd example' -Skip:$skip {
    BeforeAll {
        $service, $timer = Get-Block ini
        $units = (New-Item (Join-Path $machine 'units') -ItemType Directory).FullName
        Set-Content (Join-Path $units 'usersync-shop.service') ((Convert-Path $service) -replace '(?m)^User=.*$', "User=$(id -un)")
        Set-Content (Join-Path $units 'usersync-shop.timer') (Convert-Path $timer)
    }

    It 'is found well by systemd-analyze' -Skip:(-not (Get-Command systemd-analyze -ErrorAction Ignore)) {
        $told = systemd-analyze verify (Join-Path $units 'usersync-shop.service') (Join-Path $units 'usersync-shop.timer') 2>&1 | Where-Object { $_ -match 'usersync' }
        $told | Should -BeNullOrEmpty
        ($timer -match 'OnCalendar=(\S+)') | Should -BeTrue
        systemd-analyze calendar $Matches[1] 2>&1 | Out-String | Should -Match 'Normalized form'
    }

    It 'runs as its ExecStart says, in lines that suit a journal' {
        $line = ([regex]::Match((Convert-Path $service), '(?m)^ExecStart=(.*)$')).Groups[1].Value
        $told = sh -c "set -a; . '$machine/etc/shop.env'; $line" 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$told"
        "$told" | Should -Match 'Checked 3 users'
        $told | Should -Not -Contain '{'
        Get-Seen | Should -Be 'sync:with space'
    }
}

Describe 'The cron example' -Skip:$skip {
    It 'runs by sh as cron runs it, with the variables of the file' {
        $when, $command = ([regex]::Match((Get-Block cron), '^((?:\S+\s+){5})(.*)$')).Groups[1, 2].Value
        $when -split '\s+' -ne '' | ForEach-Object { $_ | Should -Match '^(\*|\d+)(/\d+)?$' }
        $command | Should -Not -Match '%' -Because 'cron takes it for the end of the line'
        Remove-Item (Join-Path $machine 'seen') -ErrorAction Ignore
        env -i "HOME=$machine" PATH=/usr/bin:/bin SHELL=/bin/sh sh -c (Convert-Path $command)
        $LASTEXITCODE | Should -Be 0
        Get-Seen | Should -Be 'sync:with space'
        Get-Content (Join-Path $machine 'log' 'shop.log') -Raw | Should -Match 'Checked 3 users'
    }
}

Describe 'The examples in PowerShell' {
    It 'can be parsed, and name parameters that there are' {
        Import-Module $Module
        foreach ($block in Get-Block powershell) {
            $errors = $null
            $tree = [System.Management.Automation.Language.Parser]::ParseInput($block, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
            foreach ($call in $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                $known = Get-Command $call.GetCommandName() -Module UserSync -ErrorAction Ignore
                if (-not $known) { continue }
                $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] } | ForEach-Object { $known.Parameters.Keys | Should -Contain $_.ParameterName }
            }
        }
    }

    It 'hand Task Scheduler arguments that the program takes' -Skip:$skip {
        $block = Get-Block powershell | Where-Object { $_ -match 'New-ScheduledTaskAction' }
        $block -match "-Execute '([^']+)' -Argument '([^']+)'" | Should -BeTrue
        $Matches[1] | Should -Match '\\usersync\.exe$'
        $arguments = $Matches[2].Replace('C:\ProgramData\UserSync\shop.json', $shop) -split ' '
        $told = & (Join-Path $machine 'bin' 'usersync') @arguments
        $LASTEXITCODE | Should -Be 0
        ($told | Out-String | ConvertFrom-Json).summary.checked | Should -Be 3
    }
}

Describe 'The example with jq' -Skip:$skip {
    It 'prints one document whose summary is there' {
        $line = (Get-Block bash).Replace('--profile shop', "--profile '$shop'").Replace('usersync sync', "'$machine/bin/usersync' sync")
        if (Get-Command jq -ErrorAction Ignore) { $summary = sh -c $line | Out-String | ConvertFrom-Json }
        else { $summary = (sh -c ($line -replace '\| jq \.summary', '') | Out-String | ConvertFrom-Json).summary }
        $summary.checked | Should -Be 3
    }
}
