# Help answers for every cmdlet and parameter, and every example of docs/cmdlets runs.
BeforeDiscovery {
    $root = (Resolve-Path (Join-Path $PSScriptRoot '..' '..')).Path
    Import-Module (Join-Path $root 'out' 'UserSync')
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
    $own = $common | Where-Object { $_ -notin 'WhatIf', 'Confirm' }

    $cmdlets = foreach ($command in Get-Command -Module UserSync) {
        $page = Join-Path $root 'docs' 'cmdlets' "$($command.Name).md"
        $text = if (Test-Path $page) { Get-Content $page -Raw } else { '' }
        $examples = [regex]::Matches($text, '(?ms)^### (?<title>[^\r\n]+)\r?\n\r?\n```powershell\r?\n(?<code>.*?)\r?\n```') | ForEach-Object {
            $code = $_.Groups['code'].Value
            @{ Title = $_.Groups['title'].Value; Code = $code; NotRun = if ($code -match '(?m)^# not run: (\S.*)$') { $Matches[1] } }
        }
        @{
            Name       = $command.Name
            Page       = $page
            Parameters = @($command.Parameters.Keys | Where-Object { $_ -notin $own } | ForEach-Object { @{ Parameter = $_ } })
            Examples   = @($examples)
        }
    }

    $topics = Get-ChildItem (Join-Path $root 'docs' 'about') -Filter 'about_*.md' | ForEach-Object { @{ Topic = $_.BaseName } }
}

BeforeAll {
    $root = (Resolve-Path (Join-Path $PSScriptRoot '..' '..')).Path
    Import-Module (Join-Path $root 'out' 'UserSync')
    $saved = @{}
    foreach ($name in 'USERSYNC_PROFILES', 'USERSYNC_PROFILE', 'XDG_CONFIG_HOME', 'APPDATA') { $saved[$name] = [Environment]::GetEnvironmentVariable($name) }

    # What the pages take for given: profile shop between users.csv and contacts.csv after one run, since when two users
    # changed; a conflict with the number 1; two tables of links in the current folder.
    function New-PageFolder([string] $Folder) {
        $profiles = (New-Item (Join-Path $Folder 'profiles') -ItemType Directory -Force).FullName
        $work = (New-Item (Join-Path $Folder 'work') -ItemType Directory -Force).FullName
        $env:USERSYNC_PROFILES = $profiles
        $env:USERSYNC_PROFILE = $null
        $env:XDG_CONFIG_HOME = $env:APPDATA = Join-Path $Folder 'settings'
        Set-Content (Join-Path $profiles 'shop.json') @'
{
  "name": "shop",
  "cms": { "kind": "csv", "site": "shop", "path": "users.csv", "groupsColumn": "groups", "modifiedColumn": "changed" },
  "crm": { "kind": "csv", "account": "people", "path": "contacts.csv", "tagsColumn": "tags", "modifiedColumn": "changed" },
  "users": { "enabled": true },
  "fields": [
    { "user": "first_name", "contact": "first_name" },
    { "user": "last_name", "contact": "last_name" },
    { "user": "email", "contact": "EMAIL" },
    { "user": "phone", "contact": "PHONE" }
  ]
}
'@
        $users = @'
id,username,email,first_name,last_name,phone,groups,changed
1,anna,anna@example.org,Anna,Berg,+49301111,Customers,2026-01-05T10:00:00Z
2,ben,ben@example.org,Ben,Cole,+49302222,Customers|Editors,2026-01-05T10:00:00Z
3,carla,carla@example.org,Carla,Dahl,,Customers,2026-01-05T10:00:00Z
4,info,info@example.org,Office,Desk,,Customers,2026-01-05T10:00:00Z
5,dora,dora@example.net,Dora,Egger,,Editors,2026-01-05T10:00:00Z
'@
        Set-Content (Join-Path $profiles 'users.csv') $users
        Set-Content (Join-Path $profiles 'contacts.csv') @'
id,first_name,last_name,email,phone,tags,changed
C-1,Anna,Berg,anna@example.org,,customer,2026-01-05T10:00:00Z
C-2,Ben,Cole,ben@example.org,+49302222,customer,2026-01-05T10:00:00Z
C-10,Office,North,info@example.org,,partner,2026-01-05T10:00:00Z
C-11,Office,South,info@example.org,,partner,2026-01-05T10:00:00Z
C-12,Emil,Frost,emil@example.org,,partner,2026-01-05T10:00:00Z
'@
        $null = Invoke-UserContactSync -Profile shop -All -WarningAction Ignore -ErrorAction Stop
        $users = $users.Replace('Carla,Dahl,,Customers,2026-01-05', 'Carla,Dahl-Roth,+49303333,Customers,2026-02-01')
        Set-Content (Join-Path $profiles 'users.csv') "$users`n6,finn,finn@example.org,Finn,Graf,,Customers,2026-02-01T10:00:00Z"
        Set-Content (Join-Path $work 'links.csv') "UserId,ContactId,IsTemporary`n4,C-10,false"
        Set-Content (Join-Path $work 'wt-links.csv') "joomla_user_id,amocrm_contact_id,is_temporary_user`n4,C-10,0"
        $work
    }
}

AfterAll { foreach ($name in $saved.Keys) { [Environment]::SetEnvironmentVariable($name, $saved[$name]) } }

Describe 'Help of <Name>' -ForEach $cmdlets {
    BeforeAll { $help = Get-Help $Name -Full }

    It 'says in one sentence and at length what it does' {
        $text = Get-Content $Page -Raw
        $synopsis = [regex]::Match($text, '(?ms)^## Synopsis\s+(.*?)\s+^## ').Groups[1].Value -replace '`' -replace '\s+', ' '
        $help.Synopsis.Trim() | Should -Be $synopsis
        ($help.description.Text -join ' ').Length | Should -BeGreaterThan 100
        Get-Content (Join-Path (Split-Path $Page) 'README.md') -Raw | Should -BeLike "*| ``[$Name``]($Name.md) | $synopsis |*"
    }

    It 'describes -<Parameter>' -ForEach $Parameters {
        $found = @(Get-Help $Name -Parameter $Parameter)
        $found.Count | Should -Be 1
        ($found[0].description.Text -join ' ').Length | Should -BeGreaterThan 10
    }

    It 'answers -Parameter * with all of them' {
        @(Get-Help $Name -Parameter *).Count | Should -Be $Parameters.Count
    }

    It 'shows its examples' {
        $Examples.Count | Should -BeGreaterOrEqual 3
        $shown = Get-Help $Name -Examples | Out-String -Width 400
        foreach ($example in $Examples) {
            foreach ($line in $example.Code -split '\r?\n') { $shown | Should -BeLike "*$([WildcardPattern]::Escape($line))*" }
        }
    }

    It 'shows the syntax that PowerShell knows' {
        $sets = (Get-Command $Name).ParameterSets
        @($help.syntax.syntaxItem).Count | Should -Be $sets.Count
    }

    It 'names outputs, errors and related pages' {
        $help.returnValues.returnValue.description.Text | Should -Not -BeNullOrEmpty
        $help.alertSet.alert.Text | Should -Not -BeNullOrEmpty
        $links = @($help.relatedLinks.navigationLink.linkText)
        $links | Should -Not -BeNullOrEmpty
        foreach ($link in $links) { Get-Help $link | Should -Not -BeNullOrEmpty }
    }

    It 'names only errors that docs/errors.md explains' {
        $known = [regex]::Matches((Get-Content (Join-Path $root 'docs' 'errors.md') -Raw), '(?m)^\| `(\w+)`') | ForEach-Object { $_.Groups[1].Value }
        $named = [regex]::Matches((Get-Content $Page -Raw), '(?m)^\| `(\w+)` \|') | ForEach-Object { $_.Groups[1].Value }
        $named | Should -Not -BeNullOrEmpty
        $named | Where-Object { $_ -notin $known } | Should -BeNullOrEmpty
        $named | Group-Object | Where-Object Count -gt 1 | Should -BeNullOrEmpty
    }
}

Describe 'The examples of <Name>' -ForEach $cmdlets {
    It '<Title>' -ForEach $Examples {
        if ($NotRun) {
            Set-ItResult -Skipped -Because $NotRun
            return
        }

        $work = New-PageFolder (Join-Path $TestDrive ([guid]::NewGuid().ToString('N')))
        Push-Location $work
        try {
            # As in a script: nobody answers questions, and any error ends it.
            $ErrorActionPreference = 'Stop'
            $ConfirmPreference = 'None'
            $ProgressPreference = 'SilentlyContinue'
            $output = & ([scriptblock]::Create($Code)) 3>&1 4>$null 6>$null
            @($output | Where-Object { $_ -is [System.Management.Automation.WarningRecord] -and $_ -match 'nothing was (done|read)' }) | Should -BeNullOrEmpty
        }
        finally {
            Pop-Location
        }
    }
}

Describe 'What the pages promise' {
    BeforeEach {
        $work = New-PageFolder (Join-Path $TestDrive ([guid]::NewGuid().ToString('N')))
        Push-Location $work
    }

    AfterEach { Pop-Location }

    It 'Test-SyncProfile takes the name by position, and passes this profile' {
        $lines = Test-SyncProfile shop -ErrorAction Stop
        $lines.Profile | Select-Object -Unique | Should -Be 'shop'
        $lines | Where-Object Passed -eq $false | Should -BeNullOrEmpty
    }

    It 'Get-SyncHistory reads nothing for an empty -<_>' -ForEach 'UserId', 'ContactId', 'Run' {
        $given = @{ $_ = $null }
        Get-SyncHistory -Profile shop @given -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warned | Should -Match 'nothing was done'
    }

    It 'Get-SyncConflict refuses the number of another pair' {
        $other = (Get-Content (Join-Path $env:USERSYNC_PROFILES 'shop.json') -Raw).Replace('"site": "shop"', '"site": "other"').Replace('"name": "shop",', '"name": "other", "links": { "path": "shop.links.db" },')
        Set-Content (Join-Path $env:USERSYNC_PROFILES 'other.json') $other
        Get-SyncConflict 1 -Profile other -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].Exception.Data['ErrorId'] | Should -Be 'ForeignItem'
        (Get-SyncConflict 1 -Profile shop).UserId | Should -Be '4'
    }

    It '<Read> takes -InputObject as an argument, too' -ForEach @(
        @{ Read = 'Get-CmsUser'; Given = { Get-CmsUser 2 -Profile shop } ; Id = 'UserId' }
        @{ Read = 'Get-CrmContact'; Given = { Get-CrmContact C-2 -Profile shop } ; Id = 'ContactId' }
        @{ Read = 'Get-SyncLink'; Given = { Get-SyncLink 2 -Profile shop } ; Id = 'UserId' }
        @{ Read = 'Get-SyncConflict'; Given = { Get-SyncConflict 1 -Profile shop } ; Id = 'ConflictId' }
    ) {
        $one = & $Given
        (& $Read -InputObject $one).$Id | Should -Be $one.$Id
        ($one | & $Read).$Id | Should -Be $one.$Id
    }

    It 'Get-SyncHistory takes a run as an argument, too' {
        $null = Invoke-UserContactSync -Profile shop -All -WarningAction Ignore
        $run = Get-SyncHistory -Profile shop -Summary -First 1
        (Get-SyncHistory -InputObject $run).Run | Select-Object -Unique | Should -Be $run.Run
        ($run | Get-SyncHistory).Run | Select-Object -Unique | Should -Be $run.Run
    }

    It 'New-SyncLink brings a link that is there as it is' {
        (New-SyncLink 1 C-1 -Profile shop).Origin | Should -Be 'Matched'
    }

    It 'Remove-SyncLink refuses rows with both ids, and takes links whole' {
        Set-Content both.csv "UserId,ContactId`n1,C-1"
        { Import-Csv both.csv | Remove-SyncLink -Profile shop -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'BothIdLists*'
        @(Get-SyncLink -Profile shop).Count | Should -Be 4
        Get-SyncLink -Profile shop | Remove-SyncLink -Confirm:$false
        Get-SyncLink -Profile shop | Should -BeNullOrEmpty
    }

    It 'Export-SyncLink keeps a former file for an empty pipe and with -NoClobber' {
        $before = Get-Content links.csv -Raw
        @() | Export-SyncLink links.csv -Profile shop -WarningAction SilentlyContinue
        { Export-SyncLink links.csv -Profile shop -NoClobber } | Should -Throw -ErrorId 'FileNotWritable*'
        Get-Content links.csv -Raw | Should -Be $before
    }

    It '<_> writes nothing' -ForEach 'Get-SyncPlan', 'Invoke-UserContactSync -WhatIf' {
        # SQLite leaves its empty side files of a store that was only read; they hold nothing.
        $hashes = { Get-ChildItem $env:USERSYNC_PROFILES -Exclude '*-wal', '*-shm' | Get-FileHash | ForEach-Object { "$($_.Path) $($_.Hash)" } }
        $before = & $hashes
        $null = & ([scriptblock]::Create("$_ -Profile shop -All -WarningAction Ignore"))
        $before.Count | Should -Be 4
        & $hashes | Should -Be $before
    }
}

Describe 'The builder of help' {
    It 'fails for <Why>' -ForEach @(
        @{ Why = 'a parameter without its text'; Damage = { param($docs) (Get-Content "$docs/cmdlets/Get-SyncLink.md" -Raw).Replace('### -IsTemporary', '') | Set-Content "$docs/cmdlets/Get-SyncLink.md" } ; Told = 'parameter -IsTemporary has no text' }
        @{ Why = 'a cmdlet without a page'; Damage = { param($docs) Remove-Item "$docs/cmdlets/Get-SyncLink.md" } ; Told = 'the cmdlet has no page' }
        @{ Why = 'a page without a cmdlet'; Damage = { param($docs) Copy-Item "$docs/cmdlets/Get-SyncLink.md" "$docs/cmdlets/Get-Nothing.md" } ; Told = 'there is no such cmdlet' }
    ) {
        $builder = Get-ChildItem (Join-Path $root 'src' 'UserSync.HelpBuilder' 'bin') -Recurse -Filter UserSync.HelpBuilder.dll | Sort-Object LastWriteTime | Select-Object -Last 1
        $docs = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        Copy-Item (Join-Path $root 'docs') $docs -Recurse
        & $Damage $docs
        $told = dotnet $builder.FullName (Join-Path $root 'out' 'UserSync' 'bin' 'UserSync.PowerShell.dll') $docs (Join-Path $TestDrive 'module') 2>&1
        $LASTEXITCODE | Should -Be 1
        "$told" | Should -BeLike "*$Told*"
    }
}

Describe 'About topics' {
    It 'finds <Topic>' -ForEach $topics {
        $text = Get-Help $Topic | Out-String
        $text | Should -BeLike "*$Topic*"
        $text | Should -BeLike '*SHORT DESCRIPTION*'
    }

    It 'lists them all' {
        @(Get-Help about_UserSync*).Count | Should -BeGreaterOrEqual 5
    }
}
