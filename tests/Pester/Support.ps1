# Shared by the tests: the staged module, a profile between two files, and a child PowerShell.
$script:Root = (Resolve-Path (Join-Path $PSScriptRoot '..' '..')).Path
$script:Module = Join-Path $Root 'out' 'UserSync'
$script:Pwsh = (Get-Process -Id $PID).Path
$env:USERSYNC_PROFILE = $null

function New-Shop([string] $Folder, [string] $Site = 'shop', [int] $Users = 3) {
    $null = New-Item $Folder -ItemType Directory -Force
    @"
{ "cms": { "kind": "csv", "site": "$Site", "path": "users.csv" },
  "crm": { "kind": "csv", "account": "crm", "path": "contacts.csv" },
  "links": { "path": "$Site.links.db" },
  "fields": [ { "user": "name", "contact": "name" }, { "user": "email", "contact": "EMAIL" } ] }
"@ | Set-Content (Join-Path $Folder "$Site.json")
    1..$Users | ForEach-Object { [pscustomobject]@{ id = $_; email = "user$_@example.org"; name = "User $_" } } | Export-Csv (Join-Path $Folder 'users.csv')
    "id,email,name`n11,user1@example.org,`n12,USER2@example.org,User 2" | Set-Content (Join-Path $Folder 'contacts.csv')
    Join-Path $Folder "$Site.json"
}

# A fresh process: a binary module cannot be unloaded.
function Invoke-Child([string] $Script) {
    $text = "`$ErrorActionPreference = 'Stop'; `$ProgressPreference = 'SilentlyContinue'; Import-Module '$Module'`n$Script"
    & $Pwsh -NoProfile -NonInteractive -EncodedCommand ([Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($text))) 2>&1
}

# A product of tests/UserSync.Simulators as a program of its own; whoever starts it ends it with Stop-Simulator.
$script:SimulatorDll = Join-Path $Root 'tests' 'UserSync.Simulators' 'bin' 'Debug' 'net10.0' 'UserSync.Simulators.dll'

function Start-Simulator([string[]] $Options) {
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    @($SimulatorDll) + $Options | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $null = "$($process.StandardOutput.ReadLine())" -match 'simulator at (?<url>\S+?)/?; (?<welcome>.+)$'
    [pscustomobject]@{ Process = $process; Url = $Matches['url']; Secret = ($Matches['welcome'] -split ' ')[-1] }
}

function Stop-Simulator($Simulator) {
    if ($Simulator) {
        $Simulator.Process.Kill()
        $Simulator.Process.Dispose()
    }
}
