using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Spooling;

namespace UserSync.Core.Planning;

/// <summary>All changes that a run would make, in the order of execution, outside the heap. Preview and run read the same plan.</summary>
public sealed class Plan : IDisposable
{
    private readonly RecordSpool?[] _spools = new RecordSpool?[Enum.GetValues<ChangeAction>().Length];
    private readonly HashSet<(ChangeAction Action, long Number)> _declined = [];
    private readonly Dictionary<(ChangeAction Action, Side Target), long> _targets = [];
    private readonly long[] _refused = new long[Enum.GetValues<ChangeAction>().Length];
    private readonly MemoryStream _buffer = new();
    private readonly BinaryWriter _writer;
    private readonly List<MirroredLink> _mirrorMissing = [];
    private readonly HashSet<string> _leftAlone = new(StringComparer.Ordinal);
    private readonly string _folder;

    /// <summary>Makes an empty plan whose spool lies in a folder for temporary files.</summary>
    public Plan(string folder)
    {
        _folder = folder;
        _writer = new BinaryWriter(_buffer);
    }

    /// <summary>The side that the run began with.</summary>
    public Side Base { get; internal set; } = Side.Cms;

    /// <summary>Records that were looked at: users, towards the site contacts.</summary>
    public long Checked { get; internal set; }

    /// <summary>Pairs that were linked before.</summary>
    public long AlreadyLinked { get; internal set; }

    /// <summary>How many users a whole listing had; null when there was none.</summary>
    public long? UserCount { get; internal set; }

    /// <summary>How many contacts a whole listing had; null when there was none.</summary>
    public long? ContactCount { get; internal set; }

    /// <summary>True when every link of the pair was looked at, so that what was not seen is not there.</summary>
    public bool Whole { get; internal set; }

    /// <summary>True when all records were read that changed since the last incremental run.</summary>
    public bool FromCursor { get; internal set; }

    /// <summary>The latest change that was read: where the next incremental run begins.</summary>
    public DateTimeOffset? Latest { get; internal set; }

    /// <summary>Hashes of all users, as the next incremental run compares them; null where the site makes none.</summary>
    public string? Hashes { get; internal set; }

    /// <summary>True when links are moved and removed only after all that is written to their records, and not at all where that fails.</summary>
    public bool LinksLast { get; internal set; }

    /// <summary>What contacts get of users that this plan makes; null when that is nothing.</summary>
    internal NewUserFields? NewUserFields { get; set; }

    /// <summary>Links of ours that the CRM's own table lacks.</summary>
    public IReadOnlyList<MirroredLink> MirrorMissing => _mirrorMissing;

    /// <summary>How many changes of a kind there are.</summary>
    public long Count(ChangeAction action) => _spools[(int)action]?.Count ?? 0;

    /// <summary>How many changes of a kind write to a side.</summary>
    public long Count(ChangeAction action, Side target) => _targets.GetValueOrDefault((action, target));

    /// <summary>How many changes of a kind would be carried out: those that are not wrong in themselves.</summary>
    public long CountFeasible(ChangeAction action) => Count(action) - _refused[(int)action];

    /// <summary>Changes that write to a side or to the links: none of them means that nothing is to be done.</summary>
    public long Writes => Count(ChangeAction.Unlink) + Count(ChangeAction.Create) + Count(ChangeAction.Link) + Count(ChangeAction.Update)
        + Count(ChangeAction.Note) + Count(ChangeAction.Block) + Count(ChangeAction.Delete);

    /// <summary>Notes that the CRM's own table lacks a link.</summary>
    internal void AddMissingMirror(MirroredLink link) => _mirrorMissing.Add(link);

    /// <summary>Plans nothing for a user but a failure, whatever is found out about it.</summary>
    internal void LeaveAlone(string userId) => _leftAlone.Add(userId);

    /// <summary>Adds a change.</summary>
    internal void Add(PlannedChange change)
    {
        if (change.Error is null && change.UserId is { } user && _leftAlone.Contains(user))
            return;
        if (change.Error is not null)
            _refused[(int)change.Action]++;
        _targets[(change.Action, change.Target)] = Count(change.Action, change.Target) + 1;
        _buffer.SetLength(0);
        PlannedChangeBinary.Write(_writer, change);
        _writer.Flush();
        (_spools[(int)change.Action] ??= new RecordSpool(_folder)).Append(_buffer.GetBuffer().AsSpan(0, (int)_buffer.Length));
    }

    /// <summary>Takes a change out of the execution: the administrator said no.</summary>
    public void Decline(ChangeAction action, long number) => _declined.Add((action, number));

    /// <summary>Whether a change was declined.</summary>
    public bool IsDeclined(ChangeAction action, long number) => _declined.Contains((action, number));

    /// <summary>The changes of a kind with their numbers, in the order of planning.</summary>
    public IEnumerable<(long Number, PlannedChange Change)> Read(ChangeAction action)
    {
        if (_spools[(int)action] is not { } spool)
            yield break;
        long number = 0;
        foreach (byte[] record in spool.ReadAll())
            yield return (number++, PlannedChangeBinary.Read(record));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        foreach (RecordSpool? spool in _spools)
            spool?.Dispose();
    }
}
