using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Sessions;

/// <summary>Changes links in the store, a thousand in one transaction: each batch is on disk before its links are told.</summary>
internal sealed class LinkBatch
{
    private const int Size = 1000;
    private readonly Func<LinkTable, IReadOnlyList<SyncLink>, Task<IReadOnlyList<LinkChange>>> _write;
    private readonly Action<LinkChange> _tell;
    private readonly List<SyncLink> _links = new(Size);

    /// <summary>Makes an empty batch.</summary>
    /// <param name="write">Writes links.</param>
    /// <param name="tell">Tells what became of one that was not refused.</param>
    public LinkBatch(Func<LinkTable, IReadOnlyList<SyncLink>, Task<IReadOnlyList<LinkChange>>> write, Action<LinkChange> tell)
    {
        _write = write;
        _tell = tell;
    }

    /// <summary>Adds a link; writes when enough have come together.</summary>
    public void Add(IShell shell, ProfileSession session, SyncLink link)
    {
        _links.Add(link);
        if (_links.Count == Size)
            Flush(shell, session);
    }

    /// <summary>Writes what has come together.</summary>
    public void Flush(IShell shell, ProfileSession? session)
    {
        if (_links.Count == 0 || session is null)
            return;
        IReadOnlyList<LinkChange> changes = session.Take(() => _write(session.Edit().Links, _links));
        _links.Clear();
        foreach (LinkChange change in changes)
        {
            LinkChange told = change with { Link = change.Link with { Profile = session.Reference } };
            if (told.Error is { } error)
                shell.Error(ShellError.Of(error, told.Link));
            else
                _tell(told);
        }
    }
}
