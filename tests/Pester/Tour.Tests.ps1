BeforeAll {
    . (Join-Path $PSScriptRoot 'Support.ps1')
}

Describe 'The tour' {
    It 'shows what the module really prints' {
        $page = Join-Path $TestDrive 'tour.md'
        & $Pwsh -NoProfile -NonInteractive -File (Join-Path $PSScriptRoot 'tour.ps1') -Module $Module -Page $page
        Get-Content -Raw $page | Should -BeExactly (Get-Content -Raw (Join-Path $Root 'docs' 'tour.md'))
    }
}
