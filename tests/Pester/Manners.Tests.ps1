BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '..' '..' 'out' 'UserSync') -Force
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
    $cmdlets = Get-Command -Module UserSync | ForEach-Object { @{ Name = $_.Name; Command = $_ } }
    $parameters = Get-Command -Module UserSync | ForEach-Object {
        $command = $_
        $_.Parameters.Values | Where-Object Name -NotIn $common | ForEach-Object { @{ Cmdlet = $command.Name; Parameter = $_ ; Name = $_.Name } }
    }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Support.ps1')
    Import-Module $Module
}

Describe 'The manifest' {
    It 'is valid and exports what the assembly has' {
        $manifest = Test-ModuleManifest (Join-Path $Module 'UserSync.psd1')
        $exported = (Get-Command -Module UserSync).Name | Sort-Object
        $exported | Should -Be ($manifest.ExportedCmdlets.Keys | Sort-Object)
        # A page in docs/cmdlets for each, and a cmdlet for each page.
        $exported | Should -Be ((Get-ChildItem (Join-Path $Root 'docs' 'cmdlets') -Filter '*-*.md').BaseName | Sort-Object)
    }

    It 'has the version of the assemblies' {
        $assembly = [System.Diagnostics.FileVersionInfo]::GetVersionInfo((Join-Path $Module 'bin' 'UserSync.Core.dll'))
        ([version] $assembly.FileVersion).ToString(3) | Should -Be (Get-Module UserSync).Version.ToString()
    }
}

Describe '<Name>' -ForEach $cmdlets {
    It 'has an approved verb' { (Get-Verb).Verb | Should -Contain $Command.Verb }

    It 'tells its output type' -Skip:($Name -eq 'Set-SyncDefaultProfile') { $Command.OutputType.Count | Should -BeGreaterThan 0 }

    It 'asks exactly when it changes something' {
        $changes = $Command.Verb -in 'New', 'Set', 'Remove', 'Import', 'Export', 'Invoke', 'Resolve', 'Connect', 'Undo', 'Clear', 'Install'
        $Command.Parameters.ContainsKey('WhatIf') | Should -Be $changes
    }

    It 'has a view for its output' -Skip:($Name -eq 'Set-SyncDefaultProfile') {
        foreach ($type in $Command.OutputType.Type | Where-Object Namespace -like 'UserSync*') { Get-FormatData $type.FullName | Should -Not -BeNullOrEmpty }
    }
}

Describe '<Cmdlet> -<Name>' -ForEach $parameters {
    It 'has a help message' { $Parameter.Attributes.Where({ $_ -is [Parameter] }).HelpMessage | Should -Not -BeNullOrEmpty }

    It 'takes no plain text by value' {
        $byValue = $Parameter.Attributes.Where({ $_ -is [Parameter] -and $_.ValueFromPipeline })
        if ($byValue) { $Parameter.ParameterType.Namespace | Should -BeLike 'UserSync.*' }
    }
}
