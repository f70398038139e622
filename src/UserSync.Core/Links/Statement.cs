using System.Data.Common;
using System.Globalization;

namespace UserSync.Core.Links;

/// <summary>One prepared SQL statement with numbered parameters <c>@0</c>, <c>@1</c>, …, run as often as there are rows.</summary>
internal sealed class Statement : IAsyncDisposable
{
    private readonly DbCommand _command;

    public Statement(DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<object?> values)
    {
        _command = connection.CreateCommand();
        _command.Transaction = transaction;
        _command.CommandText = sql;
        Bind(values);
    }

    public Statement Bind(params ReadOnlySpan<object?> values)
    {
        while (_command.Parameters.Count < values.Length)
        {
            DbParameter parameter = _command.CreateParameter();
            parameter.ParameterName = "@" + _command.Parameters.Count.ToString(CultureInfo.InvariantCulture);
            _command.Parameters.Add(parameter);
        }

        for (int i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i] switch
            {
                null => DBNull.Value,
                DateTimeOffset time => time.ToUnixTimeMilliseconds(),
                Enum name => name.ToString(),
                bool flag => flag ? 1L : 0L,
                var other => other,
            };
        }

        return this;
    }

    public Task<int> RunAsync(CancellationToken cancellationToken) => _command.ExecuteNonQueryAsync(cancellationToken);

    public Task<object?> ScalarAsync(CancellationToken cancellationToken) => _command.ExecuteScalarAsync(cancellationToken);

    public async Task<List<T>> ListAsync<T>(Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await using DbDataReader reader = await _command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();
}
