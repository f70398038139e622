# Completion never asks the network: names come from what listings brought before, ids from the link store.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Support.ps1')
    Import-Module $Module
    $ProgressPreference = 'SilentlyContinue'
    $folder = Join-Path $TestDrive 'names'
    $shop = New-Shop $folder
    (Get-Content $shop -Raw).Replace('"path": "users.csv"', '"path": "users.csv", "groupsColumn": "groups"').Replace('"path": "contacts.csv"', '"path": "contacts.csv", "tagsColumn": "tags"') | Set-Content $shop
    @'
id,email,name,groups
1,user1@example.org,User 1,Customers|Friends & Family
2,user2@example.org,User 2,O'Brien's|Ünïcode
3,user3@example.org,User 3,"-dash|curly ’quotes’|$(whoami)"
'@ | Set-Content (Join-Path $folder 'users.csv')
    "id,email,name,tags`n11,user1@example.org,,customer|key account" | Set-Content (Join-Path $folder 'contacts.csv')
    $saved = @{}
    foreach ($name in 'USERSYNC_PROFILES', 'XDG_CACHE_HOME', 'LOCALAPPDATA', 'HOME') { $saved[$name] = [Environment]::GetEnvironmentVariable($name) }
    $env:USERSYNC_PROFILES = $folder
    function Complete([string] $Line) { [System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches }
}

AfterAll { foreach ($name in $saved.Keys) { [Environment]::SetEnvironmentVariable($name, $saved[$name]) } }

Describe 'Completion of names' {
    BeforeEach {
        $cache = Join-Path $TestDrive ([guid]::NewGuid())
        $env:XDG_CACHE_HOME = $env:LOCALAPPDATA = $cache
    }

    It 'has nothing before anything was listed' {
        Complete 'Get-CmsField -Profile shop -Path ' | Where-Object ResultType -EQ 'ParameterValue' | Should -BeNullOrEmpty
        Test-Path $cache | Should -BeFalse
    }

    It 'of fields comes from <_>' -ForEach 'the listings', 'the checklist' {
        if ($_ -eq 'the listings') { $null = Get-CmsField -Profile shop; $null = Get-CrmField -Profile shop nothing }
        else { $null = Test-SyncProfile shop }
        (Complete 'Get-CmsField -Profile shop -Path na').CompletionText | Should -Be 'name'
        (Complete 'Get-CrmField -Profile shop EM').CompletionText | Should -Contain 'EMAIL'
    }

    It 'is quoted so that what is completed is what is meant' {
        $null = Get-CmsGroup -Profile shop
        $completed = (Complete 'Get-CmsGroup -Profile shop -Name ').CompletionText
        $completed.Count | Should -Be 7
        foreach ($text in $completed) { @(Invoke-Expression "Get-CmsGroup -Profile shop -Name $text").Count | Should -Be 1 -Because $text }
        (Complete "Get-CmsUser -Profile shop -Group 'O''Br").CompletionText | Should -BeExactly "'O''Brien''s'"
        (Complete 'Get-CmsUser -Profile shop -Group Fri').CompletionText | Should -BeExactly "'Friends & Family'"
        Invoke-Expression "Get-CmsUser -Profile shop -Group $((Complete 'Get-CmsUser -Profile shop -Group Fri').CompletionText)" | ForEach-Object UserId | Should -Be 1
    }

    It 'of tags has the id beside it' {
        $null = Get-CrmTag -Profile shop
        $found = Complete 'Get-CrmContact -Profile shop -Tag key'
        $found.CompletionText | Should -BeExactly "'key account'"
        $found.ToolTip | Should -Not -BeNullOrEmpty
    }

    It 'keeps what one listing brought when another is refreshed' {
        $null = Get-CmsField -Profile shop
        $null = Get-CmsGroup -Profile shop
        (Complete 'Get-CmsField -Profile shop na').CompletionText | Should -Be 'name'
    }

    It 'is written by a listing that came to its end, whatever part of it was wanted' {
        $null = Get-CmsGroup -Profile shop | Select-Object -First 1
        Test-Path $cache | Should -BeFalse
        $null = Get-CmsGroup Customers -Profile shop
        (Complete 'Get-CmsGroup -Profile shop Fri').Count | Should -Be 1
    }

    It 'is silent over a damaged cache: <_>' -ForEach '{ "Groups": [', '[1,2]', '{ "Groups": [ null, { "Text": null }, { "Text": "a\u001b[31m" } ] }', 'null', '' {
        $null = Get-CmsGroup -Profile shop
        $file = Get-ChildItem $cache -Recurse -File
        $file.Count | Should -Be 1
        Set-Content $file $_
        Complete 'Get-CmsGroup -Profile shop -Name ' | Where-Object ResultType -EQ 'ParameterValue' | Should -BeNullOrEmpty
        $null = Get-CmsGroup -Profile shop
        (Complete 'Get-CmsGroup -Profile shop Fri').Count | Should -Be 1
    }

    It 'is readable for its owner only' -Skip:$IsWindows {
        $null = Get-CmsGroup -Profile shop
        (Get-Item (Join-Path $cache 'usersync' 'names')).UnixFileMode | Should -Be 'UserExecute, UserWrite, UserRead'
    }

    It 'costs a command nothing when the folder cannot be written or there is none' {
        Set-Content $cache 'a file where a folder should be'
        @(Get-CmsGroup -Profile shop -ErrorAction Stop).Count | Should -Be 7
        Get-CmsGroup -Profile shop -Verbose 4>&1 | Out-String | Should -Match 'could not be kept'
        $env:XDG_CACHE_HOME = $env:LOCALAPPDATA = $env:HOME = $null
        try { @(Get-CmsGroup -Profile shop -ErrorAction Stop).Count | Should -Be 7 }
        finally { $env:HOME = $saved['HOME'] }
    }
}

Describe 'Completion of ids' {
    It 'shows the address beside the id, of this profile only' {
        $other = New-Shop (Join-Path $TestDrive 'other') -Site other
        $null = New-SyncLink 77 99 -Profile $other
        $null = Invoke-UserContactSync 1 -Profile $shop -WarningAction SilentlyContinue
        $found = Complete 'Get-SyncLink -Profile shop -UserId '
        $found.CompletionText | Should -Be '1'
        $found.ToolTip | Should -Be 'user1@example.org'
        (Complete 'Get-SyncHistory -Profile shop -Run ').CompletionText | Should -Be (Get-SyncHistory -Profile shop -Summary).Run
    }

    It 'offers whom a conflict can be linked to' {
        $twice = New-Shop (Join-Path $TestDrive 'twice') -Site twice
        "id,email,name`n11,user1@example.org,`n12,user1@example.org," | Set-Content (Join-Path $TestDrive 'twice' 'contacts.csv')
        $null = Invoke-UserContactSync 1 -Profile $twice -WarningAction SilentlyContinue
        $number = (Get-SyncConflict -Profile $twice).ConflictId
        (Complete "Resolve-SyncConflict $number -Profile '$twice' -LinkTo ").CompletionText | Should -Be '11', '12'
        Complete "Resolve-SyncConflict $($number + 1) -Profile '$twice' -LinkTo " | Where-Object ResultType -EQ 'ParameterValue' | Should -BeNullOrEmpty
    }

    It 'offers profiles by name and by path, and no other files' {
        Push-Location $folder
        try {
            (Complete 'Get-SyncLink -Profile ./s').CompletionText | Should -Be './shop.json'
            (Complete 'Get-SyncLink -Profile s').CompletionText | Should -Be 'shop'
            Complete 'Get-SyncLink -Profile ./users' | Where-Object ResultType -EQ 'ParameterValue' | Should -BeNullOrEmpty
        }
        finally { Pop-Location }
    }

    It 'is silent without a store, a profile, or a home' {
        foreach ($line in 'Get-SyncLink -Profile nobody -UserId ', "Get-SyncConflict -Profile '$TestDrive/none.json' -ConflictId ", 'Get-SyncLink -UserId ') {
            Complete $line | Where-Object ResultType -EQ 'ParameterValue' | Should -BeNullOrEmpty
        }
    }
}
