namespace UserSync.PowerShell.Sessions;

/// <summary>
/// The way from the pipeline thread to the asynchronous core. Pulling keeps everything that the cmdlet writes on this thread, and
/// leaving the loop by any way ends what was pulled from, with its leases and files.
/// </summary>
internal static class Pull
{
    /// <summary>Waits for one result.</summary>
    public static T One<T>(Func<Task<T>> work, CancellationToken cancellationToken) => Wrapped(work).ToBlockingEnumerable(cancellationToken).First();

    /// <summary>Waits for work without a result.</summary>
    public static void Done(Func<ValueTask> work) => One(
        async () =>
        {
            await work();
            return true;
        },
        CancellationToken.None);

    private static async IAsyncEnumerable<T> Wrapped<T>(Func<Task<T>> work)
    {
        yield return await work();
    }
}
