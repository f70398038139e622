# Loads its dependencies the plain way, into the context that all modules share. PowerShell has its own Newtonsoft.Json there from the
# start, so that whoever needs another one brings a context of their own.
$null = foreach ($name in 'SQLitePCLRaw.core', 'SQLitePCLRaw.provider.e_sqlite3', 'SQLitePCLRaw.batteries_v2', 'Microsoft.Data.Sqlite', 'Microsoft.Extensions.Logging.Abstractions', 'Npgsql') {
    [System.Reflection.Assembly]::LoadFrom((Join-Path $PSScriptRoot "$name.dll"))
}
$newtonsoft = [System.Runtime.Loader.AssemblyLoadContext]::new('Rival').LoadFromAssemblyPath((Join-Path $PSScriptRoot 'Newtonsoft.Json.dll'))

# What it works with, and that it works.
function Use-Rival {
    [SQLitePCL.Batteries_V2]::Init()
    $connection = [Microsoft.Data.Sqlite.SqliteConnection]::new('Data Source=:memory:')
    $connection.Open()
    $command = $connection.CreateCommand()
    $command.CommandText = 'SELECT 40 + 2'
    $answer = $command.ExecuteScalar()
    $connection.Dispose()
    [pscustomobject]@{
        Sqlite     = [Microsoft.Data.Sqlite.SqliteConnection].Assembly.GetName().Version
        Answer     = $answer
        Npgsql     = [Npgsql.NpgsqlConnection].Assembly.GetName().Version
        Host       = [Npgsql.NpgsqlConnectionStringBuilder]::new('Host=db').Host
        Newtonsoft = $newtonsoft.GetName().Version
        Json       = $newtonsoft.GetType('Newtonsoft.Json.JsonConvert').GetMethod('SerializeObject', [type[]] @([object])).Invoke($null, @(, [int[]](1, 2)))
    }
}
