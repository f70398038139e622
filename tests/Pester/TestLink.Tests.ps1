# What became of the records of links, and what can be done about it in one pipe.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Support.ps1')
    Import-Module $Module
    $ProgressPreference = 'SilentlyContinue'
}

Describe 'Test-SyncLink' {
    BeforeEach {
        $shop = New-Shop (Join-Path $TestDrive ([guid]::NewGuid()))
        @'
UserId,ContactId,IsTemporary
1,11,
2,12,
9,13,
3,99,
4,14,
5,15,true
'@ | ConvertFrom-Csv | New-SyncLink -Profile $shop | Out-Null
        "id,email,name`n1,user1@example.org,A`n2,USER2@example.org,B`n3,c@example.org,C`n4,new@example.org,D`n5,contact-15@nowhere.example,E" | Set-Content (Join-Path (Split-Path $shop) 'users.csv')
        "id,email,name`n11,User1@example.org,`n12,user2@example.org,`n13,n@example.org,`n14,old@example.org,`n15,," | Set-Content (Join-Path (Split-Path $shop) 'contacts.csv')
    }

    It 'tells each link once, in their order' {
        Test-SyncLink -Profile $shop | ForEach-Object { "$($_.UserId) $($_.State)" } | Should -Be '1 Ok', '2 Ok', '9 UserMissing', '3 ContactMissing', '4 EmailDiffers', '5 Temporary'
    }

    It 'takes ids, links and contacts from the pipe: <Text>' -ForEach @(
        @{ Text = 'ids'; Script = { Test-SyncLink 9, 1 -Profile $shop } }
        @{ Text = 'links'; Script = { Get-SyncLink 9, 1 -Profile $shop | Test-SyncLink } }
        @{ Text = 'contacts'; Script = { Test-SyncLink -ContactId 13, 11 -Profile $shop } }
        @{ Text = 'objects of others'; Script = { 9, 1 | ForEach-Object { [pscustomobject]@{ UserId = $_ } } | Test-SyncLink -Profile $shop } }
    ) { (& $Script).State | Sort-Object | Should -Be 'Ok', 'UserMissing' }

    It 'says who has no link' {
        Test-SyncLink 77 -Profile $shop -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'LinkNotFound,*'
    }

    It 'is piped into Remove-SyncLink, which removes exactly these' {
        Test-SyncLink -Profile $shop | Where-Object IsBroken | Remove-SyncLink -Confirm:$false
        (Get-SyncLink -Profile $shop).UserId | Should -Be 1, 2, 4, 5
    }

    It 'is piped into Set-SyncLink with a contact of its own for each' {
        Test-SyncLink -Profile $shop | Where-Object State -EQ ContactMissing | Set-SyncLink -ContactId { "moved-$($_.UserId)" }
        (Get-SyncLink 3 -Profile $shop).ContactId | Should -Be 'moved-3'
    }

    It 'writes nothing, not even a store' {
        $other = New-Shop (Join-Path $TestDrive ([guid]::NewGuid()))
        Test-SyncLink -Profile $other | Should -BeNullOrEmpty
        Test-Path (Join-Path (Split-Path $other) 'shop.links.db') | Should -BeFalse
    }
}
