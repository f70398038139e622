BeforeAll {
    . (Join-Path $PSScriptRoot 'Support.ps1')
    Import-Module $Module
    $ProgressPreference = 'SilentlyContinue'
}

Describe 'From file to file' {
    It 'makes a profile, previews, runs, and has nothing left to do' {
        $folder = 'TestDrive:/story'
        $null = New-Item $folder -ItemType Directory
        (New-SyncProfile story -Cms csv -Crm csv -Path "$folder/story.json").IsValid | Should -BeTrue
        Test-Path "$folder/sync-profile.schema.json" | Should -BeTrue
        "id,email,first_name,last_name`n1,a@example.org,Anna,A`n2,b@example.org,Boris,B" | Set-Content "$folder/users.csv"
        "id,email,first_name,last_name`n11,A@EXAMPLE.ORG,," | Set-Content "$folder/contacts.csv"
        $before = Get-Content "$folder/contacts.csv" -Raw

        $preview = Invoke-UserContactSync -Profile "$folder/story.json" -All -WhatIf
        $preview.WhatIf | Should -BeTrue
        "$($preview.Linked) $($preview.Created)" | Should -Be '1 1'
        Get-Content "$folder/contacts.csv" -Raw | Should -BeExactly $before
        Test-Path "$folder/story.links.db" | Should -BeFalse

        $run = Invoke-UserContactSync -Profile "$folder/story.json" -All
        "$($run.Linked) $($run.Created) $($run.Failed)" | Should -Be '1 1 0'
        (Import-Csv "$folder/contacts.csv").Count | Should -Be 2

        $again = Invoke-UserContactSync -Profile "$folder/story.json" -All
        $again.NothingToDo | Should -BeTrue
        $again.Requests.Writes | Should -Be 0
    }
}

Describe 'Pipes' {
    BeforeEach { $shop = New-Shop (Join-Path $TestDrive ([guid]::NewGuid())) }

    It 'Get-CmsUser | Where-Object | Invoke-UserContactSync -PassThru' {
        $results = Get-CmsUser -Profile $shop | Where-Object Email -Like 'user[13]@*' | Invoke-UserContactSync -PassThru
        $results.UserId | Sort-Object -Unique | Should -Be 1, 3
        $results | Where-Object Action -EQ Created | ForEach-Object UserId | Should -Be 3
        $results | Export-Csv (Join-Path $TestDrive 'r.csv')
        @(Import-Csv (Join-Path $TestDrive 'r.csv')).Count | Should -Be $results.Count
    }

    It 'Import-Csv | New-SyncLink, and the ids may be numbers' {
        "UserId,ContactId,IsTemporary`n1,11,true`n2,12,0" | Set-Content (Join-Path $TestDrive 'l.csv')
        $links = Import-Csv (Join-Path $TestDrive 'l.csv') | New-SyncLink -Profile $shop
        $links.IsTemporary | Should -Be $true, $false
        ([pscustomobject]@{ UserId = 3; ContactId = 13 } | New-SyncLink -Profile $shop).ContactId | Should -Be '13'
    }

    It 'Get-SyncLink | Remove-SyncLink -WhatIf removes nothing, for real it does' {
        1..3 | ForEach-Object { New-SyncLink $_ "c$_" -Profile $shop } | Out-Null
        Get-SyncLink -Profile $shop | Remove-SyncLink -WhatIf
        @(Get-SyncLink -Profile $shop).Count | Should -Be 3
        Get-SyncLink -Profile $shop | Remove-SyncLink -Confirm:$false
        @(Get-SyncLink -Profile $shop).Count | Should -Be 0
    }

    It 'Export-SyncLink | Import-SyncLink, in the columns of others too' {
        New-SyncLink 1 11 -Profile $shop -IsTemporary | Out-Null
        $file = Join-Path $TestDrive 'wt.csv'
        Export-SyncLink $file -Profile $shop -Layout WtAmoCrm
        Get-Content $file | Should -Be 'joomla_user_id,amocrm_contact_id,is_temporary_user', '1,11,1'
        (Get-SyncLink -Profile $shop | Export-SyncLink -Layout UFMatch).uf_id | Should -Be '1'
        Remove-SyncLink 1 -Profile $shop -Confirm:$false
        Import-SyncLink $file -Profile $shop
        (Get-SyncLink 1 -Profile $shop).IsTemporary | Should -BeTrue
    }

    It 'Get-SyncConflict | Resolve-SyncConflict -Ignore' {
        "id,email,name`n1,user1@example.org,A`n2,user1@example.org,B" | Set-Content (Join-Path (Split-Path $shop) 'contacts.csv')
        Invoke-UserContactSync -Profile $shop 1 -WarningVariable warned -WarningAction SilentlyContinue | Out-Null
        $warned | Should -BeLike '1 conflict waits*'
        Get-SyncConflict -Profile $shop | Resolve-SyncConflict -Ignore
        Get-SyncConflict -Profile $shop | Should -BeNullOrEmpty
        (Invoke-UserContactSync -Profile $shop 1).Conflicts | Should -Be 0
    }

    It 'objects of others are ids and nothing more' {
        $result = [pscustomobject]@{ UserId = 1; Email = 'evil@example.org'; Name = 'Evil' } | Invoke-UserContactSync -Profile $shop -PassThru
        $result.Email | Select-Object -Unique | Should -Be 'user1@example.org'
        'text', (Get-Date) | Invoke-UserContactSync -Profile $shop -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $warned | Should -BeLike '*nothing was done*'
    }

    It '<_>: an empty pipe and $null do nothing and say so' -ForEach 'Get-CmsUser', 'Get-CrmContact', 'Get-SyncLink', 'New-SyncLink', 'Set-SyncLink', 'Test-SyncLink', 'Remove-SyncLink', 'Export-SyncLink', 'Get-SyncHistory', 'Get-SyncConflict', 'Invoke-UserContactSync', 'Import-CrmContact', 'Get-SyncPlan' {
        $command = $_
        foreach ($nothing in @(, @()), $null) {
            $nothing | ForEach-Object { $_ } | & $command -Profile $shop -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
            $warned | Should -BeLike 'No *'
        }

        $null | & $command -Profile $shop -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Stop | Should -BeNullOrEmpty
        $warned | Should -BeLike 'No *'
    }

    It 'streams: the first object comes before the last is read, and -First 1 leaves nothing open' {
        Get-CmsUser -Profile $shop | Select-Object -First 1 | ForEach-Object UserId | Should -Be '1'
        Invoke-UserContactSync -Profile $shop -All -PassThru | Select-Object -First 1 | Should -Not -BeNullOrEmpty
        $stopped = Get-SyncHistory -Profile $shop -Summary -First 1
        "$($stopped.State): $($stopped.Message)" | Should -BeLike 'stopped: stopped by the pipeline*'
        (Invoke-UserContactSync -Profile $shop -All).Ended | Should -BeNullOrEmpty
    }

    It 'silent progress and -ProgressAction cost no record' {
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$Module'; Invoke-UserContactSync -Profile '$shop' -All -ProgressAction Ignore").Invoke()
        $shell.Streams.Progress.Count | Should -Be 0
    }
}

Describe 'Work by hand' {
    BeforeAll {
        $shop = New-Shop (Join-Path $TestDrive 'hand')
        "id,email,name`n11,user1@example.org,`n12,user1@example.org,`n13,user3@example.org," | Set-Content (Join-Path $TestDrive 'hand' 'contacts.csv')
        $null = Invoke-UserContactSync 1 -Profile $shop -WarningAction Ignore
    }

    It 'is in the journal with who, when, before and after: <Command>' -ForEach @(
        @{ Command = 'New-SyncLink'; Script = { New-SyncLink 2 21 -Profile $shop }; Action = 'Linked'; Fields = 'link: (empty) -> 21' }
        @{ Command = 'Set-SyncLink'; Script = { Set-SyncLink 2 22 -Profile $shop }; Action = 'Linked'; Fields = 'link: 21 -> 22' }
        @{ Command = 'Import-SyncLink'; Script = { "UserId,ContactId`n3,33" | Set-Content TestDrive:/i.csv; Import-SyncLink TestDrive:/i.csv -Profile $shop }; Action = 'Linked'; Fields = 'link: (empty) -> 33' }
        @{ Command = 'Resolve-SyncConflict'; Script = { Get-SyncConflict -Profile $shop | Resolve-SyncConflict -LinkTo 12 }; Action = 'Linked', 'Resolved'; Fields = 'link: (empty) -> 12', 'conflict: Open -> Resolved' }
        @{ Command = 'Remove-SyncLink'; Script = { Remove-SyncLink 2 -Profile $shop -Confirm:$false }; Action = 'Unlinked'; Fields = 'link: 22 -> (empty)' }
    ) {
        $before = @(Get-SyncHistory -Profile $shop).Count
        $null = & $Script
        $lines = @(Get-SyncHistory -Profile $shop | Select-Object -Skip $before)
        $lines.Action | Should -Be $Action
        $lines.Fields | ForEach-Object { "$_" } | Should -Be $Fields
        $lines[0].Reason | Should -BeLike "$Command by $([Environment]::UserName)@*"
        $lines[0].At | Should -BeGreaterThan ([datetimeoffset]::UtcNow.AddMinutes(-5))
        $run = Get-SyncHistory -Profile $shop -Summary -First 1
        $run.Run | Should -Be $lines[0].Run
        $run.State | Should -Be 'manual'
    }

    It 'leaves no line when it was only looked at' {
        $before = @(Get-SyncHistory -Profile $shop).Count
        New-SyncLink 9 99 -Profile $shop -WhatIf
        Get-SyncLink -Profile $shop | Remove-SyncLink -WhatIf
        @(Get-SyncHistory -Profile $shop).Count | Should -Be $before
    }
}

Describe 'Errors' {
    BeforeEach { $shop = New-Shop (Join-Path $TestDrive ([guid]::NewGuid())) }

    It 'of an item carry id, category, target and remedy, and the rest goes on' {
        $summary = Invoke-UserContactSync 99, 1 -Profile $shop -ErrorVariable failed -ErrorAction SilentlyContinue
        $summary.Linked | Should -Be 1
        $failed.Count | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'UserNotFound,UserSync.PowerShell.Commands.InvokeUserContactSyncCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failed[0].TargetObject.UserId | Should -Be '99'
        $failed[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $failed[0].Exception.Data['Item'] | Should -Be '99'
    }

    It 'stop the run with -ErrorAction Stop and leave no lease' {
        { Invoke-UserContactSync 99, 1 -Profile $shop -ErrorAction Stop } | Should -Throw -ErrorId 'UserNotFound,*'
        (Invoke-UserContactSync 1 -Profile $shop).Ended | Should -BeNullOrEmpty
    }

    It 'BothIdLists removes nothing and is in the journal' {
        New-SyncLink 1 11 -Profile $shop | Out-Null
        { Remove-SyncLink -UserId 1 -ContactId 11 -Profile $shop -Confirm:$false } | Should -Throw -ErrorId 'BothIdLists,*'
        @(Get-SyncLink -Profile $shop).Count | Should -Be 1
        (Get-SyncHistory -Profile $shop | Where-Object Action -EQ Refused).ErrorId | Should -Be 'BothIdLists'
    }

    It 'ForeignItem tells of an item of another site' {
        $other = New-Shop (Join-Path $TestDrive ([guid]::NewGuid())) -Site other
        Get-CmsUser 1 -Profile $other | Invoke-UserContactSync -Profile $shop -ErrorVariable failed -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ForeignItem,*'
        $failed[0].TargetObject.Site | Should -Be 'other'
    }

    It 'SecondProfile tells of a second profile in one pipe' {
        $other = New-Shop (Join-Path $TestDrive ([guid]::NewGuid())) -Site other
        $both = @(Get-CmsUser 1 -Profile $shop) + @(Get-CmsUser 1 -Profile $other)
        ($both | Invoke-UserContactSync -ErrorVariable failed -ErrorAction SilentlyContinue).Checked | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'SecondProfile,*'
    }

    It 'LinkTaken names both sides' {
        New-SyncLink 1 11 -Profile $shop | Out-Null
        New-SyncLink 2 11 -Profile $shop -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'LinkTaken,*'
        $failed[0].CategoryInfo.Category | Should -Be ResourceExists
        $failed[0].TargetObject.UserId | Should -Be '2'
    }

    It 'name line and column of a broken profile' {
        Set-Content (Join-Path $TestDrive 'broken.json') "{`n `"cms`": 1 }"
        { Get-CmsUser -Profile (Join-Path $TestDrive 'broken.json') } | Should -Throw -ErrorId 'ProfileInvalid,*' -ExpectedMessage '*(2,*'
    }

    It 'a vault that is not there says what to install' {
        (Get-Content $shop -Raw).Replace('"kind": "csv", "site"', '"kind": "wordpress", "url": "https://wp.example.org", "credential": "secret:Work/wp", "site"').Replace(', "path": "users.csv"', '') | Set-Content $shop
        { Get-CmsUser -Profile $shop } | Should -Throw -ErrorId 'SecretUnavailable,*'
    }
}

Describe 'Stopping' {
    It 'ends within a second and leaves no lease' {
        $shop = New-Shop (Join-Path $TestDrive 'stop') -Users 20000
        $store = Join-Path $TestDrive 'stop' 'shop.links.db'
        # A busy machine may be slow once; a command that cannot be stopped is slow each time.
        $times = foreach ($attempt in 1..3) {
            Remove-Item "$store*"
            $shell = [powershell]::Create()
            $null = $shell.AddScript("Import-Module '$Module'; Invoke-UserContactSync -Profile '$shop' -All -PassThru")
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $running = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            while ($output.Count -eq 0 -and $clock.Elapsed.TotalSeconds -lt 60) { Start-Sleep -Milliseconds 5 }
            $output.Count | Should -BeGreaterThan 0
            $running.IsCompleted | Should -BeFalse
            $clock.Restart()
            $shell.Stop()
            $clock.ElapsedMilliseconds
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            $shell.Dispose()
        }

        ($times | Measure-Object -Minimum).Minimum | Should -BeLessThan 1000
        $rest = Invoke-UserContactSync -Profile $shop -All -WarningAction SilentlyContinue
        $rest.Ended | Should -BeNullOrEmpty
        @(Import-Csv (Join-Path $TestDrive 'stop' 'contacts.csv')).Count | Should -Be 20000
    }
}

Describe 'Confirmation' {
    It '$WhatIfPreference counts as -WhatIf' {
        $shop = New-Shop (Join-Path $TestDrive 'preference')
        & { $WhatIfPreference = $true; (Invoke-UserContactSync -Profile $shop -All).WhatIf } | Should -BeTrue
        Test-Path (Join-Path $TestDrive 'preference' 'shop.links.db') | Should -BeFalse
    }
}

Describe 'Secrets' {
    It 'come from SecretManagement when it is there' {
        $shop = New-Shop (Join-Path $TestDrive 'vault')
        (Get-Content $shop -Raw).Replace('"kind": "csv", "site"', '"kind": "wordpress", "url": "http://127.0.0.1:9", "credential": "secret:Work/wp", "site"').Replace(', "path": "users.csv"', '') | Set-Content $shop
        function global:Get-Secret { param($Vault, $Name) $global:asked = "$Vault|$Name"; ConvertTo-SecureString 'sync:planted-secret' -AsPlainText -Force }
        try {
            $all = Get-CmsUser -Profile $shop -Verbose -Debug *>&1 | Out-String
            $asked | Should -Be 'Work|wp'
            $all | Should -Not -BeLike '*planted-secret*'
        }
        catch {
            "$_" | Should -Not -BeLike '*planted-secret*'
            $asked | Should -Be 'Work|wp'
        }
        finally {
            Remove-Item function:Get-Secret
            Remove-Variable asked -Scope Global
        }
    }
}

Describe 'Switches' {
    BeforeEach { $shop = New-Shop (Join-Path $TestDrive ([guid]::NewGuid())) }

    It 'of Set-SyncLink keep or change the flag' {
        New-SyncLink 1 11 -IsTemporary -Profile $shop | Out-Null
        (Set-SyncLink 1 12 -Profile $shop -PassThru).IsTemporary | Should -BeTrue
        (Set-SyncLink 1 -IsTemporary:$false -Profile $shop -PassThru).IsTemporary | Should -BeFalse
        (Get-SyncLink 1 -Profile $shop).ContactId | Should -Be '12'
    }

    It '-PassThru puts the summary on the information stream' {
        $results = Invoke-UserContactSync -All -Profile $shop -PassThru -InformationVariable told
        $results | ForEach-Object { $_ | Should -BeOfType ([UserSync.Core.Execution.SyncResult]) }
        $told.MessageData | Should -BeOfType ([UserSync.Core.Execution.SyncSummary])
    }

    It '-PassThru brings typed objects in a preview, too' {
        $results = Invoke-UserContactSync -All -Profile $shop -PassThru -WhatIf
        ($results | Group-Object Action -NoElement | ForEach-Object { "$($_.Name) $($_.Count)" }) | Sort-Object | Should -Be 'Created 1', 'Linked 2', 'Updated 1'
        $results.Outcome | Select-Object -Unique | Should -Be 'Declined'
    }

    It '-Force replaces a profile, and only that' {
        $named = New-SyncProfile -Path "$TestDrive/by-path.json" -Cms WordPress -Crm File
        "$($named.Name) $($named.IsValid)" | Should -Be 'by-path True'
        { New-SyncProfile x -Cms csv -Crm csv -Path $shop } | Should -Throw -ErrorId 'FileNotWritable,*'
        New-SyncProfile x -Cms csv -Crm csv -Path $shop -Force | ForEach-Object Name | Should -Be 'x'
    }

    It '-Clear forgets the default profile' {
        $lines = & {
            $env:XDG_CONFIG_HOME = Join-Path $TestDrive 'config'
            $env:APPDATA = Join-Path $TestDrive 'config'
            try {
                Set-SyncDefaultProfile $shop
                @(Get-CmsUser).Count
                Set-SyncDefaultProfile -Clear
                try { Get-CmsUser } catch { $_.FullyQualifiedErrorId }
            }
            finally { $env:XDG_CONFIG_HOME = $null; $env:APPDATA = $null }
        }
        $lines[0] | Should -Be 3
        $lines[1] | Should -BeLike 'ProfileNotFound,*'
    }

    It '-Failed runs only those that failed' {
        $run = (Invoke-UserContactSync 98, 1 -Profile $shop -ErrorAction SilentlyContinue).Run
        (Invoke-UserContactSync -Failed $run -Profile $shop -ErrorVariable failed -ErrorAction SilentlyContinue).Checked | Should -Be 0
        $failed.TargetObject.UserId | Should -Be '98'
    }
}

Describe 'Completion' {
    BeforeAll {
        $shop = New-Shop (Join-Path $TestDrive 'complete')
        $env:USERSYNC_PROFILES = Join-Path $TestDrive 'complete'
        New-SyncLink 1 11 -Profile $shop | Out-Null
        function Complete([string] $Line) { [System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches }
    }

    AfterAll { $env:USERSYNC_PROFILES = $null }

    It 'of profiles, ids and kinds reads what is local' {
        (Complete 'Get-SyncLink -Profile s').CompletionText | Should -Be 'shop'
        (Complete 'Get-SyncLink -Profile shop -UserId ').CompletionText | Should -Be '1'
        (Complete 'New-SyncProfile x -Cms word').CompletionText | Should -Be 'wordpress'
        (Complete 'Invoke-UserContactSync -Direction To').CompletionText | Should -Be 'ToCms', 'ToCrm'
    }
}
