# Other modules bring other versions of what we use: neither may notice the other, whoever comes first.
BeforeDiscovery {
    $rival = Join-Path ([IO.Path]::GetTempPath()) "usersync-rival-$PID"
    $source = Join-Path $PSScriptRoot 'Rival'

    # Copied, so that neither settings of this repository nor its output folders have a part in it.
    $null = New-Item $rival -ItemType Directory -Force
    Copy-Item (Join-Path $source 'Rival.csproj') $rival
    $told = dotnet publish (Join-Path $rival 'Rival.csproj') -o (Join-Path $rival 'Rival') -v q 2>&1 | Out-String
    $why = if ($LASTEXITCODE -ne 0) { "the other versions cannot be restored here: $(($told -split '\r?\n' | Where-Object { $_ -match 'error' } | Select-Object -First 1))" }
    if (-not $why) {
        Copy-Item (Join-Path $source 'Rival.psm1') (Join-Path $rival 'Rival')
        $native = Get-ChildItem (Join-Path $rival 'Rival' 'runtimes' ([System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier)) -Recurse -File -ErrorAction Ignore
        if ($native) { $native | Copy-Item -Destination (Join-Path $rival 'Rival') } else { $why = 'the other SQLite has no native library for this platform' }
    }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Support.ps1')
    $rival = Join-Path ([IO.Path]::GetTempPath()) "usersync-rival-$PID"
    $rivalModule = Join-Path $rival 'Rival' 'Rival.psm1'
    $shop = New-Shop (Join-Path $TestDrive 'isolation')

    # Without our module, whatever Invoke-Child does.
    function Invoke-Bare([string] $Script) {
        & $Pwsh -NoProfile -NonInteractive -EncodedCommand ([Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes("`$ErrorActionPreference = 'Stop'; `$ProgressPreference = 'SilentlyContinue'`n$Script"))) 2>&1
    }

    $ours = @"
`$s = Invoke-UserContactSync -Profile '$shop' -All; "ours `$(`$s.Checked) `$(`$s.Failed)"
"ours " + ([System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -EQ 'UserSync').Assemblies.Where({ `$_.GetName().Name -eq 'Microsoft.Data.Sqlite' }).GetName().Version
"@
    $theirs = "Use-Rival | ForEach-Object { 'theirs ' + (`$_.PSObject.Properties.Value -join ' ') }"
}

AfterAll { Remove-Item $rival -Recurse -Force -ErrorAction Ignore }

Describe 'Another module with other versions' {
    BeforeAll {
        if (-not $why) { $alone = Invoke-Bare "Import-Module '$rivalModule'`n$theirs" }
    }

    BeforeEach {
        if (-not (Test-Path $rivalModule)) { Set-ItResult -Skipped -Because 'the other versions cannot be restored here (see the first test)' }
    }

    It 'is at hand' {
        if ($why) { Set-ItResult -Skipped -Because $why; return }
        $alone | Should -BeLike 'theirs * 42 * db 12.* *1,2*'
    }

    It 'works as it does alone, and so do we: <Order>' -ForEach @(
        @{ Order = 'it is loaded before us, used before us'; Steps = 'Rival', 'theirs', 'UserSync', 'ours' }
        @{ Order = 'it is loaded before us, used after us'; Steps = 'Rival', 'UserSync', 'ours', 'theirs' }
        @{ Order = 'it is loaded after us, used after us'; Steps = 'UserSync', 'ours', 'Rival', 'theirs' }
        @{ Order = 'it is loaded after us, used before us'; Steps = 'UserSync', 'Rival', 'theirs', 'ours' }
        @{ Order = 'we are removed and come again'; Steps = 'UserSync', 'ours', 'Rival', 'remove', 'theirs', 'UserSync', 'ours' }
    ) {
        $code = @{ Rival = "Import-Module '$rivalModule'"; UserSync = "Import-Module '$Module'"; remove = 'Remove-Module UserSync'; ours = $ours; theirs = $theirs }
        $lines = Invoke-Bare (($Steps | ForEach-Object { $code[$_] }) -join "`n")
        @($lines -like 'theirs *') | Should -Be $alone
        $lines | Where-Object { $_ -like 'ours *' } | Select-Object -First 1 | Should -Be 'ours 3 0'
        $version = @($lines -match '^ours \d+\.')[0] -replace 'ours '
        $version | Should -Not -BeNullOrEmpty
        "$alone" | Should -Not -BeLike "theirs $version *" -Because 'the versions must differ for this to prove something'
        @($lines).Count | Should -Be (@($Steps -eq 'theirs').Count + 2 * @($Steps -eq 'ours').Count)
    }

    It 'is not seen by us in parallel runspaces either' {
        $lines = Invoke-Bare @"
1..4 | ForEach-Object -Parallel {
    if (`$_ % 2) { Import-Module '$rivalModule'; Use-Rival | ForEach-Object { 'theirs ' + (`$_.PSObject.Properties.Value -join ' ') } }
    else { Import-Module '$Module'; "ours `$(@(Get-CmsUser -Profile '$shop').Count)" }
} -ThrottleLimit 4
"@
        @($lines -like 'ours 3').Count | Should -Be 2
        @($lines -eq $alone).Count | Should -Be 2
    }
}

Describe 'Sessions' {
    It 'share nothing: two runspaces have their own locations, preferences and profiles' {
        $other = New-Shop (Join-Path $TestDrive 'second') -Site second
        $runspaces = foreach ($file in $shop, $other) {
            $shell = [powershell]::Create()
            $null = $shell.AddScript("Set-Location '$(Split-Path $file)'; Import-Module '$Module'; `$WhatIfPreference = '$file' -like '*second*'; 1..3 | ForEach-Object { Invoke-UserContactSync -All -Profile './$(Split-Path $file -Leaf)' } 6> `$null")
            @{ Shell = $shell; Running = $shell.BeginInvoke() }
        }
        $first, $second = $runspaces | ForEach-Object { , $_.Shell.EndInvoke($_.Running) }
        $first.WhatIf | Select-Object -Unique | Should -BeFalse
        $second.WhatIf | Select-Object -Unique | Should -BeTrue
        Test-Path (Join-Path $TestDrive 'second' 'second.links.db') | Should -BeFalse
    }

    It 'that work on the same pair at once: one runs, the others are told who does' {
        $busy = New-Shop (Join-Path $TestDrive 'busy') -Users 4000
        $lines = Invoke-Child @"
1..4 | ForEach-Object -Parallel {
    Import-Module '$Module'
    try { (Invoke-UserContactSync -Profile '$busy' -All -ErrorAction Stop).Failed } catch { `$_.FullyQualifiedErrorId }
} -ThrottleLimit 4
"@
        @($lines -eq 0).Count | Should -BeGreaterOrEqual 1
        @($lines | Where-Object { $_ -ne 0 -and $_ -notlike 'LeaseHeld,*' }) | Should -BeNullOrEmpty
        @(Import-Csv (Join-Path $TestDrive 'busy' 'contacts.csv')).Count | Should -Be 4000
    }

    It 'survive a removal while another runspace works' {
        $lines = Invoke-Child @"
`$shell = [powershell]::Create()
`$null = `$shell.AddScript("Import-Module '$Module'; 1..20 | ForEach-Object { @(Get-CmsUser -Profile '$shop').Count }")
`$running = `$shell.BeginInvoke()
1..5 | ForEach-Object { Import-Module '$Module' -Force; Remove-Module UserSync }
`$shell.EndInvoke(`$running)
"@
        $lines | Should -Be (@(3) * 20)
    }
}

Describe 'Culture <_>' -ForEach 'ru-RU', 'de-DE', 'tr-TR', 'ar-SA' {
    BeforeAll {
        $folder = Join-Path $TestDrive "culture-$_"
        $shop = New-Shop $folder
        # Dotted and dotless i, and digits that a culture would write in its own way.
        "id,email,name`n1,INFO@ILLIT.EXAMPLE,ilk`n2,user2@example.org,User 2" | Set-Content (Join-Path $folder 'users.csv')
        "id,email,name`n11,info@illit.example,`n12,user2@example.org,User 2" | Set-Content (Join-Path $folder 'contacts.csv')
        $lines = Invoke-Child @"
[System.Threading.Thread]::CurrentThread.CurrentCulture = '$_'; [System.Threading.Thread]::CurrentThread.CurrentUICulture = '$_'
`$s = Invoke-UserContactSync -Profile '$shop' -All; "`$s"
(Get-SyncHistory -Profile '$shop').Action -join ' '
@(Get-SyncHistory -Profile '$shop' -After ([datetimeoffset]::UtcNow.AddHours(-1))).Count
(Get-SyncPlan 1 -Profile '$shop' -Transform { @{ name = 1234.5 } }).Fields.Value.Text
"@
    }

    It 'changes neither who is who nor what is written' {
        $lines[0] | Should -BeExactly 'Checked 2 users: 2 linked, 1 updated.'
        $lines[1] | Should -BeExactly 'Linked Linked Updated'
        $lines[2] | Should -Be 3
        $lines[3] | Should -BeExactly '1234.5'
    }

    It 'leaves the file of contacts as it is elsewhere' {
        (Import-Csv (Join-Path $folder 'contacts.csv')).name | Should -BeExactly 'ilk', 'User 2'
    }
}

Describe 'Constrained language mode' {
    BeforeAll {
        function Invoke-Constrained([string] $Script) { & $Pwsh -NoProfile -NonInteractive -Command $Script 2>&1 | Out-String }
    }

    It 'forbids the import with a message that says what to do' {
        $said = Invoke-Constrained "`$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'; Import-Module '$Module'"
        $said | Should -Match 'cannot be loaded in ConstrainedLanguage mode'
        $said | Should -Match 'usersync'
    }

    It 'does not keep a module from working that was imported before' {
        $said = Invoke-Constrained "Import-Module '$Module'; `$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'; (Invoke-UserContactSync -Profile '$shop' -All).Checked; @(Get-CmsUser -Profile '$shop' | Where-Object UserId -EQ 1).Count"
        $said.Trim() -split '\s+' | Should -Be 3, 1
    }

    It 'lets script blocks run in it, with its limits as a failure of the item' {
        $said = Invoke-Constrained "Import-Module '$Module'; `$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'; (Get-SyncPlan 1 -Profile '$shop' -Transform { @{ name = 'plain' } }).Fields.Value.Text; (Get-SyncPlan 1 -Profile '$shop' -Transform { [System.IO.File]::Exists('x') }).Error.Id"
        $said | Should -Match 'plain'
        $said | Should -Match 'TransformFailed'
    }
}
