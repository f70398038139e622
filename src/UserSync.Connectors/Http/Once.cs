namespace UserSync.Connectors.Http;

/// <summary>A value that is asked for once and then kept; a failure is not kept.</summary>
/// <param name="make">Asks for the value.</param>
internal sealed class Once<T>(Func<CancellationToken, Task<T>> make) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _made;
    private T? _value;

    /// <summary>The value.</summary>
    public async Task<T> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _made))
            return _value!;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_made)
            {
                _value = await make(cancellationToken);
                Volatile.Write(ref _made, true);
            }

            return _value!;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Forgets the value: the next caller asks again.</summary>
    public void Forget() => Volatile.Write(ref _made, false);

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();
}
