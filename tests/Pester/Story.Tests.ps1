# The story of docs/story.md, told between the simulators of Joomla and amoCRM, and between a real WordPress and the simulator of CiviCRM.
BeforeDiscovery {
    $noSimulators = -not (Test-Path (Join-Path $PSScriptRoot '..' 'UserSync.Simulators' 'bin' 'Debug' 'net10.0' 'UserSync.Simulators.dll'))
    $noWordPress = -not ((Test-Path /usr/share/wordpress/wp-includes/version.php) -and (Get-Command php, sh -ErrorAction Ignore).Count -eq 2 -and (Test-Path /usr/sbin/mariadbd))
    $worlds = @(
        @{ World = 'joomla-amocrm'; Skip = $noSimulators; Fate = 'Blocked Cms Done'; Left = 'Boris: enabled: False'; Groups = 'Registered, Author'; Checked = 8, 7 }
        @{ World = 'wordpress-civicrm'; Skip = $noSimulators -or ($noWordPress -and $env:USERSYNC_REQUIRE -notmatch 'wordpress'); Fate = 'Deleted Cms Done', 'Unlinked Crm Done'; Left = 'Boris: gone'; Groups = 'subscriber, author'; Checked = 8, 6 }
    )
}

Describe 'The story between <World>' -ForEach $worlds {
    BeforeAll {
        if (-not $Skip) { $steps = @(& (Join-Path $PSScriptRoot 'story.ps1') -World $World -Page (Join-Path $TestDrive 'story.md')) }

        # What was done in a step, without those who are left out by the filter.
        function Get-Did([int] $Step) { $steps[$Step - 1].Did | Where-Object Action -NotIn OutOfScope, Skipped | ForEach-Object { "$($_.Action) $($_.Target) $($_.Outcome)" } | Sort-Object }
        function Get-Told([int] $Step) { $steps[$Step - 1].Told }
    }

    It 'is told whole, and nothing in it fails' -Skip:$Skip {
        $steps.Count | Should -Be 14
        $steps.Did | Where-Object Outcome -In Failed, NotAttempted | Should -BeNullOrEmpty
    }

    It 'makes a contact of who registers, with the way back to its user' -Skip:$Skip {
        Get-Did 1 | Should -Be 'Created Crm Done', 'Noted Crm Done'
        Get-Told 1 | Should -Be 'Anna Fiktiv: anna@example.org, 1 numbers, knows its user'
    }

    It 'carries changes of both sides over, a group with its tag, and then rests' -Skip:$Skip {
        Get-Did 2 | Should -Be 'Updated Cms Done', 'Updated Crm Done'
        Get-Told 2 | Should -Be $Groups
        Get-Told 3 | Should -BeLike 'Checked * Nothing was to be done.'
    }

    It 'moves a link and clears the former contact of what came from the user' -Skip:$Skip {
        Get-Did 4 | Should -Be 'Linked Crm Done', 'Noted Crm Done', 'Updated Crm Done'
        Get-Told 4 | Should -Be 'Firm of Boris: boris@example.org, 1 numbers, knows its user', 'Firm of Boris: no address, 0 numbers, knows no user', 'Boris Muster: boris@example.org, 1 numbers, knows its user'
    }

    It 'makes a temporary user of a contact without an address, until it has one' -Skip:$Skip {
        Get-Did 5 | Should -Be 'Created Cms Done', 'Noted Crm Done', 'Updated Crm Done'
        Get-Told 5 | Should -Be 'temporary: True, contact-n@placeholder.example.org', 'Clara Ohne: no address, 1 numbers, knows its user'
        Get-Did 6 | Should -Be 'Updated Cms Done'
        Get-Told 6 | Should -Be 'temporary: False, clara@example.org'
    }

    It 'guesses nobody where two users fit, notes it once, and forgets the conflict with its cause' -Skip:$Skip {
        Get-Did 7 | Should -Be 'Conflict Crm Conflict', 'Conflict Crm Conflict', 'Noted Crm Done'
        Get-Told 7 | Should -Be 'AmbiguousMatch: 2 users', 'notes on the card: 1'
        Get-Did 8 | Should -Be 'Linked Crm Done', 'Noted Crm Done', 'Updated Crm Done'
        Get-Told 8 | Should -Be 'open: 0'
    }

    It 'imports by tag, and takes the import back for good' -Skip:$Skip {
        Get-Did 9 | Should -Be 'Created Cms Done', 'Noted Crm Done', 'Updated Crm Done'
        Get-Did 10 | Should -Be 'Deleted Cms Done', 'Unlinked Crm Done', 'Updated Crm Done'
        Get-Told 10 | Should -Be 'Emil Frost: emil@example.org, 0 numbers, knows no user'
    }

    It 'leaves nothing to a second run both ways' -Skip:$Skip {
        Get-Did 11 | Where-Object { $_ -like 'Created *' } | Should -Be 'Created Cms Done', 'Created Cms Done', 'Created Crm Done'
        Get-Told 11 | Should -BeLike "Checked $($Checked[0]) users: * Nothing was to be done."
        Get-Told 14 | Should -BeLike "Checked $($Checked[1]) users: * Nothing was to be done."
    }

    It 'unlinks the contact of a deleted user with a note, and does nothing else to it' -Skip:$Skip {
        Get-Did 12 | Should -Be 'Noted Crm Done', 'Unlinked Crm Done'
        Get-Told 12 | Should -Be 'UserMissing', 'links of Anna: 0', 'The user account n of shop was deleted; the link is removed. [UserSync shop:n]'
    }

    It 'does to the user of a deleted contact what the profile says' -Skip:$Skip {
        Get-Did 13 | Should -Be $Fate
        Get-Told 13 | Should -Be 'ContactTrashed', $Left
    }

    It 'is what docs/story.md says' -Skip:($Skip -or $World -ne 'joomla-amocrm') {
        Get-Content -Raw (Join-Path $TestDrive 'story.md') | Should -BeExactly (Get-Content -Raw (Join-Path $PSScriptRoot '..' '..' 'docs' 'story.md'))
    }
}
