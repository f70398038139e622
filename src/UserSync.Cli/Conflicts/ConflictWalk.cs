using System.Globalization;
using UserSync.Cli.Output;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Conflicts;

/// <summary>Shows open conflicts one after the other on a terminal and asks what is to become of each.</summary>
internal sealed class ConflictWalk
{
    private readonly Session _session;
    private readonly SyncProfile _profile;
    private readonly IReadOnlyList<SyncConflict> _conflicts;
    private bool _hasEnough;

    public ConflictWalk(Session session, SyncProfile profile, IReadOnlyList<SyncConflict> conflicts)
    {
        _session = session;
        _profile = profile;
        _conflicts = conflicts;
    }

    /// <summary>Asks until all are looked at, or whoever is asked has enough.</summary>
    public async Task<RunEnd> RunAsync()
    {
        await using LinkStore store = await _session.EditStoreAsync(_profile, "conflicts");
        await using var candidates = new Candidates(_session, _profile);
        int decided = 0;
        for (int n = 0; n < _conflicts.Count; n++)
        {
            SyncConflict conflict = _conflicts[n];
            await ShowAsync(conflict, candidates, FormattableString.Invariant($"{n + 1} of {_conflicts.Count}"));
            bool? answer;
            do
            {
                answer = await AnswerAsync(store, conflict);
            }
            while (answer is null && !_hasEnough);
            decided += answer == true ? 1 : 0;
            if (_hasEnough)
                break;
        }

        _session.Tell(FormattableString.Invariant($"{decided} decided, {_conflicts.Count - decided} left."));
        return RunEnd.Done;
    }

    private async Task ShowAsync(SyncConflict conflict, Candidates candidates, string place)
    {
        string who = conflict.UserId is { } user ? $"user {ChangeText.User(user, conflict.Email, null)}" : $"contact {ChangeText.User(conflict.ContactId, conflict.Email, null)}";
        string linked = conflict is { UserId: not null, ContactId: { } contact } ? $", linked to contact {contact}" : "";
        _session.Tell("");
        _session.Tell(Shown.Text(FormattableString.Invariant($"Conflict {conflict.ConflictId} ({place}): {who}{linked}")));
        _session.Tell(Shown.Text(ConsoleWords.Of(conflict.Reason)));
        IReadOnlyList<string> lines = await candidates.DescribeAsync(conflict);
        for (int n = 0; n < lines.Count; n++)
            _session.Tell(Shown.Text(Candidates.ArePartners(conflict) ? FormattableString.Invariant($"  {n + 1}) {lines[n]}") : $"  - {lines[n]}"));
    }

    // True when it was decided, false when it is left for later, null when the answer cannot be carried out.
    private async Task<bool?> AnswerAsync(LinkStore store, SyncConflict conflict)
    {
        bool alone = conflict.UserId is null != conflict.ContactId is null;
        bool restores = conflict is { Kind: ConflictKind.ContactTrashed, UserId: not null };
        int choices = Candidates.ArePartners(conflict) ? conflict.Candidates.Count : 0;
        List<string> offers = [];
        if (choices > 0)
            offers.Add(choices == 1 ? "1 links" : FormattableString.Invariant($"1-{choices} links"));
        if (alone || choices > 0)
            offers.Add(conflict.UserId is null ? "l ID links to another user" : "l ID links to another contact");
        if (restores)
            offers.Add("r restores and links");
        if (alone)
            offers.Add(conflict.UserId is null ? "c has a new user made" : "c has a new contact made");
        offers.AddRange(["i ignores", "s skips", "q quits"]);
        if (await _session.AskAsync($"{string.Join(", ", offers)}: ") is not { } answer)
        {
            _hasEnough = true;
            return null;
        }

        try
        {
            switch (answer.Trim().Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                case ["q"]:
                    _hasEnough = true;
                    return false;
                case ["s"]:
                    return false;
                case ["i"]:
                    await store.Conflicts.DecideAsync(conflict.ConflictId, ConflictState.Ignored, _session.Stop);
                    return true;
                case ["c"] when alone:
                    await store.Conflicts.DecideAsync(conflict.ConflictId, ConflictState.Create, _session.Stop);
                    return true;
                case ["r"] when restores:
                    await using (var crm = _session.Opener.OpenCrm(_profile))
                        await new TrashedContact(crm, store).RestoreAsync(conflict, _session.Stop);
                    await store.Conflicts.DecideAsync(conflict.ConflictId, ConflictState.Resolved, _session.Stop);
                    return true;
                case ["l", var id] when alone || choices > 0:
                    await ConflictLinking.LinkAsync(_session, _profile, store, conflict, id);
                    return true;
                case [var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int chosen) && chosen >= 1 && chosen <= choices:
                    await ConflictLinking.LinkAsync(_session, _profile, store, conflict, conflict.Candidates[chosen - 1]);
                    return true;
                default:
                    _session.Tell("That is none of the answers.");
                    return null;
            }
        }
        catch (UserSyncException refused)
        {
            ErrorText.Write(_session.Error, refused.Error);
            return null;
        }
    }
}
