using UserSync.Core.Connectors;
using UserSync.Core.Errors;

namespace UserSync.Connectors.Accounts;

/// <summary>Writes to a system that takes one user a request.</summary>
internal static class OneByOne
{
    /// <summary>Writes one after the other. What ends the run in the middle does not lose the results of those before it.</summary>
    /// <exception cref="ConnectorException">The very first write ended the run: nothing is stored.</exception>
    public static async Task<IReadOnlyList<WriteResult>> WriteAsync(
        IReadOnlyList<RecordWrite> writes, Func<RecordWrite, CancellationToken, Task<WriteResult>> write, CancellationToken cancellationToken)
    {
        List<WriteResult> results = new(writes.Count);
        foreach (RecordWrite one in writes)
        {
            try
            {
                results.Add(await write(one, cancellationToken));
            }
            catch (ConnectorException e) when (results.Count > 0)
            {
                // Something of this call is stored, so its results must reach the caller.
                results.AddRange(writes.Skip(results.Count).Select(left => new WriteResult(left.IntentId, WriteOutcome.NotAttempted) { Error = e.Error }));
                break;
            }
        }

        return results;
    }
}
