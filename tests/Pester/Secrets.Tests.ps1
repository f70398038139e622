BeforeDiscovery {
    $required = "$env:USERSYNC_REQUIRE" -split ',' -contains 'wordpress'
    # A machine without a WordPress skips these by name; one that must have it fails instead.
    $skipSite = -not $env:USERSYNC_WP_URL -and -not $required
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Support.ps1')

    function Write-RemoteProfile([string] $Folder, [string] $Url) {
        $null = New-Item $Folder -ItemType Directory -Force
        @"
{ "name": "remote",
  "cms": { "kind": "wordpress", "site": "wp", "url": "$Url", "credential": "env:USERSYNC_TEST_SECRET" },
  "crm": { "kind": "csv", "account": "crm", "path": "contacts.csv" },
  "links": { "path": "remote.links.db" },
  "fields": [ { "user": "name", "contact": "name" }, { "user": "email", "contact": "EMAIL" } ] }
"@ | Set-Content (Join-Path $Folder 'remote.json')
        Join-Path $Folder 'remote.json'
    }

    # Everything that a run leaves anywhere: its streams, its transcript, its store, its files.
    function Get-Leftover([string] $Folder, [string] $File, [string] $Secret) {
        $env:USERSYNC_TEST_SECRET = $Secret
        try {
            $told = Invoke-Child @"
Start-Transcript -Path '$Folder/transcript.txt' | Out-Null
`$ErrorActionPreference = 'Continue'
Test-SyncProfile -Profile '$File' -Verbose -Debug *>&1 | Out-String -Width 500
Invoke-UserContactSync -Profile '$File' -All -Verbose -Debug *>&1 | Out-String -Width 500
Get-SyncHistory -Profile '$File' *>&1 | Format-List * | Out-String -Width 500
`$Error | ForEach-Object { `$_ | Format-List * -Force | Out-String -Width 500; `$_.Exception.ToString(); `$_.Exception.Data | Out-String }
Stop-Transcript | Out-Null
"@ | Out-String -Width 500
            $files = Get-ChildItem $Folder -File -Recurse | ForEach-Object { [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($_.FullName)) }
            $told, ($files -join "`n")
        } finally {
            $env:USERSYNC_TEST_SECRET = $null
        }
    }

    function Get-Forms([string] $Secret) {
        $password = $Secret.Substring($Secret.IndexOf(':') + 1)
        $Secret, $password, ($password -replace ' '), [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($Secret)), [Uri]::EscapeDataString($password)
    }
}

Describe 'Secrets' {
    It 'stand nowhere after a run against a site that does not answer' {
        $file = Write-RemoteProfile (Join-Path $TestDrive 'away') 'http://127.0.0.1:9'
        $secret = 'planted-user:Pl4nt3d S3cr3t W0rd5 Xy99'
        $told, $files = Get-Leftover (Split-Path $file) $file $secret
        $told | Should -Match 'RemoteUnavailable|refused'
        foreach ($form in Get-Forms $secret) {
            $told.Contains($form) | Should -BeFalse -Because "the streams must not hold '$form'"
            $files.Contains($form) | Should -BeFalse -Because "the files must not hold '$form'"
        }
    }

    It 'stand nowhere after a run against a real site' -Skip:$skipSite {
        $env:USERSYNC_WP_URL | Should -Not -BeNullOrEmpty
        $file = Write-RemoteProfile (Join-Path $TestDrive 'site') $env:USERSYNC_WP_URL
        $told, $files = Get-Leftover (Split-Path $file) $file $env:USERSYNC_WP_CREDENTIAL
        $told | Should -Match 'GET .*/wp/v2/users'
        $told | Should -Match 'Authorization'
        foreach ($form in Get-Forms $env:USERSYNC_WP_CREDENTIAL) {
            $told.Contains($form) | Should -BeFalse -Because "the streams must not hold '$form'"
            $files.Contains($form) | Should -BeFalse -Because "the files must not hold '$form'"
        }
    }
}
