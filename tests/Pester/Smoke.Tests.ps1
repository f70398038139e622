# The smoke cases in this pwsh; UserSync.PowerShell.Hosted.Tests runs the same files in a program of its own.
BeforeDiscovery {
    $cases = Get-ChildItem (Join-Path $PSScriptRoot 'Smoke') -Filter *.ps1 | Where-Object Name -NE 'Smoke.ps1' | ForEach-Object { @{ Name = $_.BaseName; Path = $_.FullName } }
}

Describe 'Smoke' {
    It '<Name>' -ForEach $cases { & $Path -Folder (Join-Path $TestDrive $Name) | Should -BeNullOrEmpty }
}
