namespace UserSync.Core.Errors;

/// <summary>A failure that ends what was asked for, or, when raised by a connector for one item, that item.</summary>
public class UserSyncException : Exception
{
    /// <summary>Wraps an error.</summary>
    public UserSyncException(SyncError error, Exception? inner = null)
        : base(error.ToString(), inner)
    {
        Error = error;
        base.Data["ErrorId"] = error.Id;
        base.Data["Side"] = error.Side?.ToString();
        base.Data["Item"] = error.Item;
        base.Data["Remedy"] = error.Remedy;
        base.Data["Kind"] = error.Kind?.ToString();
    }

    /// <summary>The error with its id, side, item and remedy.</summary>
    public SyncError Error { get; }
}
