using System.Management.Automation;
using UserSync.Core.Errors;

namespace UserSync.PowerShell.Shell;

/// <summary>An error as the shell will show it. Under the reference assembly an ErrorRecord keeps nothing; this does.</summary>
/// <param name="Exception">What went wrong, with its data.</param>
/// <param name="Category">What kind of failure it is.</param>
/// <param name="Target">The item that failed.</param>
internal sealed record ShellError(UserSyncException Exception, ErrorCategory Category, object? Target)
{
    /// <summary>The stable id.</summary>
    public string Id => Exception.Error.Id;

    public static ShellError Of(UserSyncException exception, object? target = null)
        => new(exception, ErrorCategories.Of(exception.Error), target ?? exception.Error.Item);

    public static ShellError Of(SyncError error, object? target = null) => Of(new UserSyncException(error), target);

    public ErrorRecord ToRecord() => new(Exception, Id, Category, Target)
    {
        ErrorDetails = new ErrorDetails(Exception.Error.Message) { RecommendedAction = Exception.Error.Remedy ?? "" },
    };
}
