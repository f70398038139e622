# What depends on a terminal: questions, progress, 40 columns, redirection.
BeforeDiscovery {
    $noTerminal = $IsWindows -or -not (Get-Command python3 -ErrorAction Ignore)
    $usersync = Join-Path $PSScriptRoot '..' 'UserSync.Cli.Tests' 'bin' 'Debug' 'net10.0' 'usersync.dll'
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Support.ps1')
    Import-Module $Module
    $ProgressPreference = 'SilentlyContinue'

    function Invoke-OnTerminal([string] $Script, [string[]] $Answers = @(), [string[]] $Switches = @(), [int] $Columns = 120) {
        $text = "`$ErrorActionPreference = 'Stop'; Import-Module '$Module'`n$Script"
        $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($text))
        $command = @('env', 'TERM=xterm', 'NO_COLOR=1', $Pwsh, '-NoProfile') + $Switches + '-EncodedCommand', $encoded
        python3 (Join-Path $PSScriptRoot 'terminal.py') $Columns 'Answer: ' (ConvertTo-Json -Compress -InputObject $Answers) @command | Out-String
    }
}

Describe 'New-SyncProfile on a terminal' -Skip:$noTerminal {
    It 'asks for what is missing and writes it down' {
        $file = Join-Path $TestDrive 'asked.json'
        $screen = Invoke-OnTerminal "(New-SyncProfile asked -Cms wordpress -Crm csv -Path '$file').IsValid" 'https://shop.example.org', 'env:SHOP_WP', ''
        $screen | Should -Match 'Address of the website'
        $screen | Should -Match 'True'
        Get-Content $file -Raw | Should -Match '"https://shop.example.org"'
        Get-Content $file -Raw | Should -Match '"env:SHOP_WP"'
    }

    It 'keeps no secret that is given as an answer' {
        $file = Join-Path $TestDrive 'secret.json'
        $screen = Invoke-OnTerminal "(New-SyncProfile secret -Cms wordpress -Crm csv -Path '$file').IsValid" 'https://shop.example.org', 'admin:Pl4nted', '', ''
        $screen | Should -Match 'was not kept'
        Get-Content $file -Raw | Should -Not -Match 'Pl4nted'
    }

    It 'asks nothing with -NonInteractive' {
        $file = Join-Path $TestDrive 'noninteractive.json'
        $screen = Invoke-OnTerminal "(New-SyncProfile silent -Cms wordpress -Crm csv -Path '$file').IsValid" -Switches '-NonInteractive'
        $screen | Should -Not -Match 'Address of the website'
        Test-Path $file | Should -BeTrue
    }

    It 'asks nothing when input or output is redirected, or in a job' {
        $file = Join-Path $TestDrive 'redirected.json'
        '' | & $Pwsh -NoProfile -Command "Import-Module '$Module'; (New-SyncProfile redirected -Cms wordpress -Crm csv -Path '$file').IsValid" | Should -Be 'True'
        $screen = Invoke-OnTerminal "(1 | ForEach-Object -Parallel { Import-Module '$Module'; New-SyncProfile job -Cms wordpress -Crm csv -Path '$TestDrive/job.json' }).IsValid"
        $screen | Should -Match 'True'
        $screen | Should -Not -Match 'Address of the website'
    }
}

Describe 'usersync conflicts on a terminal' -Skip:($noTerminal -or -not (Test-Path $usersync)) {
    It 'leads through what is open, and lists it where nobody can answer' {
        $shop = New-Shop (Join-Path $TestDrive 'conflicts')
        "id,email,name`nA,user1@example.org,`nB,user1@example.org,`nC,user2@example.org,`nD,user2@example.org," | Set-Content (Join-Path (Split-Path $shop) 'contacts.csv')
        $null = Invoke-UserContactSync -Profile $shop -All -WarningAction SilentlyContinue
        $usersync = Join-Path $Root 'tests' 'UserSync.Cli.Tests' 'bin' 'Debug' 'net10.0' 'usersync.dll'
        $command = 'env', 'TERM=xterm', 'NO_COLOR=1', 'dotnet', $usersync, 'conflicts', '-p', $shop
        $screen = python3 (Join-Path $PSScriptRoot 'terminal.py') 120 'q quits: ' '["2", "s"]' @command | Out-String
        $screen | Should -Match '1\) contact A: user1@example\.org'
        $screen | Should -Match 'Contacts A, B match by e-mail'
        $screen | Should -Match '1 decided, 1 left\.'
        (Get-SyncLink 1 -Profile $shop).ContactId | Should -Be 'B'
        $plain = dotnet $usersync conflicts -p $shop | Out-String
        $plain | Should -Not -Match 'quits'
        $plain | Should -Match 'user2@example\.org'
    }
}

Describe 'A console of 40 columns' -Skip:$noTerminal {
    BeforeAll {
        $shop = New-Shop (Join-Path $TestDrive 'forty')
        $screen = Invoke-OnTerminal -Columns 40 "`$ProgressPreference = 'SilentlyContinue'; Invoke-UserContactSync -All -Profile '$shop'; Get-CmsUser -Profile '$shop' | Format-List; Get-SyncLink -Profile '$shop' | Format-List; Get-SyncHistory -Profile '$shop'; Get-SyncPlan -All -Profile '$shop'"
        $lines = $screen -replace '\x1b\[[0-9;?]*[A-Za-z]' -replace '\x1b[=>]' -split '\r?\n'
    }

    It 'shows the summary as a sentence, and no line is wider' {
        $screen | Should -Not -Match 'Exception|fault of UserSync'
        ($lines -join ' ') -replace '\s+', ' ' | Should -Match 'Checked 3 users: 2 linked, 1 created'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 40
    }

    It 'shows lists whole' {
        ($lines -replace '\s+', ' ').TrimEnd() | Should -Contain 'Email : user1@example.org'
        @($lines -match 'user3@example.org').Count | Should -BeGreaterThan 1
    }
}
