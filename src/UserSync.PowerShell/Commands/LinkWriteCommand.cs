using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Commands;

/// <summary>Changes links in the link store, and only there.</summary>
public abstract class LinkWriteCommand : ProfileCommand
{
    private LinkBatch? _batch;
    private bool _hadInput;

    private LinkBatch Batch => _batch ??= new LinkBatch(WriteAsync, Tell);

    internal override void End()
    {
        Batch.Flush(Shell, Session);
        if (!_hadInput)
            WarnNothing("link");
    }

    /// <summary>Notes that there was something to work on, be it refused.</summary>
    internal void HadInput() => _hadInput = true;

    /// <summary>Asks about a change and puts it into the batch.</summary>
    internal void Add(SyncLink link, string action)
    {
        if (Shell.ShouldProcess(link.ToString(), action))
            Batch.Add(Shell, Open(), link);
    }

    /// <summary>Writes a batch.</summary>
    internal abstract Task<IReadOnlyList<LinkChange>> WriteAsync(LinkTable links, IReadOnlyList<SyncLink> batch);

    /// <summary>Tells what became of a link.</summary>
    internal abstract void Tell(LinkChange change);
}
