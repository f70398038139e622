@{
    RootModule           = 'module/UserSync.psm1'
    # The one place of the version: Directory.Build.props reads it from here.
    ModuleVersion        = '0.1.0'
    GUID                 = 'b0f3b0d5-3c1b-4a35-9e4b-6f6f0f7a2c11'
    Author               = 'The UserSync authors'
    CompanyName          = 'UserSync'
    Copyright            = '(c) The UserSync authors. MIT licence.'
    Description          = 'Keeps the users of a website (CMS) and the contacts of a CRM in step, and remembers who is who.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('module/UserSync.Format.ps1xml')
    TypesToProcess       = @('module/UserSync.Types.ps1xml')
    CmdletsToExport      = @(
        'Clear-SyncHistory'
        'Connect-CrmAccount'
        'Export-SyncLink'
        'Get-CmsField'
        'Get-CmsGroup'
        'Get-CmsUser'
        'Get-CrmContact'
        'Get-CrmField'
        'Get-CrmTag'
        'Get-SyncConflict'
        'Get-SyncHistory'
        'Get-SyncLink'
        'Get-SyncPlan'
        'Get-SyncProfile'
        'Import-CrmContact'
        'Import-SyncLink'
        'Install-SyncAgent'
        'Invoke-UserContactSync'
        'New-CrmMarkerField'
        'New-SyncLink'
        'New-SyncProfile'
        'Remove-SyncLink'
        'Resolve-SyncConflict'
        'Set-SyncDefaultProfile'
        'Set-SyncLink'
        'Test-SyncLink'
        'Test-SyncProfile'
        'Undo-SyncRun'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @('CMS', 'CRM', 'WordPress', 'Joomla', 'Drupal', 'CiviCRM', 'amoCRM', 'Kommo', 'sync', 'PSEdition_Core', 'Linux', 'Windows', 'MacOS')
            ReleaseNotes = 'See CHANGELOG.md'
        }
    }
}
