using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Changes links, a thousand in one transaction: each batch is on disk before its links are passed on.</summary>
public abstract class LinkWriteCommand : ProfileCommand
{
    private const int BatchSize = 1000;
    private readonly List<SyncLink> _batch = new(BatchSize);
    private bool _hadInput;

    internal override void End()
    {
        Flush();
        if (!_hadInput)
            WarnNothing("link");
    }

    /// <summary>Notes that there was something to work on, be it refused.</summary>
    internal void HadInput() => _hadInput = true;

    /// <summary>Asks about a change and puts it into the batch.</summary>
    internal void Add(SyncLink link, string action)
    {
        if (!Shell.ShouldProcess(link.ToString(), action))
            return;
        _batch.Add(link);
        if (_batch.Count == BatchSize)
            Flush();
    }

    /// <summary>Writes a batch.</summary>
    internal abstract Task<IReadOnlyList<LinkChange>> WriteAsync(LinkTable links, IReadOnlyList<SyncLink> batch);

    /// <summary>Tells what became of a link.</summary>
    internal abstract void Tell(LinkChange change);

    private void Flush()
    {
        if (_batch.Count == 0 || Session is not { } session)
            return;
        IReadOnlyList<LinkChange> changes = session.Take(() => WriteAsync(session.Edit().Links, _batch));
        _batch.Clear();
        foreach (LinkChange change in changes)
        {
            LinkChange told = change with { Link = change.Link with { Profile = session.Reference } };
            if (told.Error is { } error)
                Shell.Error(ShellError.Of(error, told.Link));
            else
                Tell(told);
        }
    }
}
