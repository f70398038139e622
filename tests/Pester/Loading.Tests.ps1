BeforeAll { . (Join-Path $PSScriptRoot 'Support.ps1') }

Describe 'Loading' {
    It 'ships no System.Management.Automation.dll and its deps.json' {
        Test-Path (Join-Path $Module 'bin' 'System.Management.Automation.dll') | Should -BeFalse
        Test-Path (Join-Path $Module 'bin' 'UserSync.PowerShell.deps.json') | Should -BeTrue
    }

    It 'ships SQLite only for the platforms of PowerShell' {
        $platforms = (Get-ChildItem (Join-Path $Module 'bin' 'runtimes')).Name
        $platforms | Should -Contain 'linux-x64'
        $platforms | Where-Object { $_ -notmatch '^(win|linux|linux-musl|osx)-(x64|arm64)$' } | Should -BeNullOrEmpty
    }

    It 'keeps all cmdlets over -Force, removal and import' {
        $counts = Invoke-Child @"
(Get-Command -Module UserSync).Count
Import-Module '$Module' -Force; (Get-Command -Module UserSync).Count
Remove-Module UserSync; @(Get-Command -Module UserSync).Count; @(Get-Module UserSync*).Count
Import-Module '$Module'; (Get-Command -Module UserSync).Count
"@
        $all = (Get-ChildItem (Join-Path $Root 'docs' 'cmdlets') -Filter '*-*.md').Count
        $counts | Should -Be $all, $all, 0, 0, $all
    }

    It 'keeps its dependencies out of the default context, and PowerShell out of its own' {
        $lines = Invoke-Child @'
$default = [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.Location
@($default -like '*out*UserSync*').ForEach({ [IO.Path]::GetFileName($_) })
$own = [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq 'UserSync'
@($own.Assemblies.Where({ $_.GetName().Name -eq 'System.Management.Automation' })).Count
[UserSync.Core.Profiles.SyncProfile].Assembly -in $own.Assemblies
'@
        $lines | Should -Be 'UserSync.Loader.dll', 0, $true
    }

    It 'lets scripts name its types' {
        Invoke-Child '[UserSync.Core.Model.CmsUser].Name; [UserSync.PowerShell.SyncPlanItem].Name' | Should -Be 'CmsUser', 'SyncPlanItem'
    }

    It 'works in several runspaces at once' {
        $profiles = 1..4 | ForEach-Object { New-Shop (Join-Path $TestDrive "parallel$_") }
        $lines = Invoke-Child @"
'$($profiles -join "','")' | ForEach-Object -Parallel {
    Import-Module '$Module'
    (Invoke-UserContactSync -Profile `$_ -All).Created
} -ThrottleLimit 4
"@
        $lines | Should -Be 1, 1, 1, 1
    }
}
