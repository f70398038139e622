namespace UserSync.Connectors.Accounts;

/// <summary>
/// Lets one write after the other through for each e-mail address: where the site has no unique key on addresses, two of our own
/// writes at once would both find it free.
/// </summary>
internal sealed class AddressTurns
{
    private readonly Dictionary<string, Task> _last = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Does something while nobody else does anything with the address.</summary>
    public async Task<T> InTurnAsync<T>(string address, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (_last)
        {
            before = _last.GetValueOrDefault(address, Task.CompletedTask);
            _last[address] = done.Task;
        }

        try
        {
            await before.WaitAsync(cancellationToken);
            return await work();
        }
        finally
        {
            // Whoever waits behind one that gave up still waits for those before it.
            _ = before.ContinueWith(_ => done.SetResult(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            lock (_last)
            {
                if (_last[address] == done.Task)
                    _last.Remove(address);
            }
        }
    }
}
