using System.Data.Common;

namespace UserSync.Core.Links;

/// <summary>The database beneath a link store. All SQL is written once, in the tables beside this file; a database brings only what differs.</summary>
public interface ILinkDatabase
{
    /// <summary>Where the store is, for messages; never with a secret.</summary>
    string Location { get; }

    /// <summary>Opens a connection that is ready for use; the schema is current.</summary>
    /// <exception cref="Errors.UserSyncException">StoreUnavailable, StoreCorrupt, StoreTooNew.</exception>
    Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Whether what a connection of ours has open could be written by this account, though the connection itself only looks.</summary>
    bool IsWritable(DbConnection connection);

    /// <summary>Turns an exception of the driver into one for the administrator.</summary>
    Exception Explain(DbException failure);
}
