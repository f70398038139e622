using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>Brings new contacts to what their creates want, and tells what they hold then. Doing it twice does nothing more.</summary>
internal sealed class ContactCompletion(CiviApi api, ContactRows rows, ContactBelongings belongings, MembershipTables memberships)
{
    /// <summary>Completes contacts; one result per contact.</summary>
    /// <param name="site">The installation.</param>
    /// <param name="made">Creates with the ids of their contacts.</param>
    /// <param name="isNew">True when the save was whole, so that only what it cannot hold is missing.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<List<WriteResult>> CompleteAsync(CiviSite site, IReadOnlyList<(RecordWrite Write, long Id)> made, bool isNew, CancellationToken cancellationToken)
    {
        if (made.Count == 0)
            return [];
        ContactWish wish = ContactWish.Of([.. made.Select(m => m.Write)], site);
        long[] ids = [.. made.Select(m => m.Id)];
        Dictionary<string, CrmContact> held;
        Dictionary<long, SyncError> errors = [];
        try
        {
            held = isNew ? made.ToDictionary(m => Text(m.Id), m => Fresh(m.Write, m.Id), StringComparer.Ordinal) : await ReadAsync(site, ids, wish, [], cancellationToken);
            (List<CiviCall> calls, List<RecordWrite> owners) = await MissingAsync(made, held, cancellationToken);
            held = await ReadAsync(site, ids, wish, calls, cancellationToken, (index, error) => errors.TryAdd(owners[index].IntentId, error));
        }
        catch (ConnectorException e)
        {
            // The contacts are there for certain, what belongs to them is not: settling completes them.
            SyncError unknown = e.Error with { Id = ErrorIds.WriteInDoubt, Kind = ConnectorErrorKind.InDoubt };
            return [.. made.Select(m => WriteOutcomes.Failed(m.Write, unknown) with { RecordId = Text(m.Id) })];
        }

        return [.. made.Select(m => held.TryGetValue(Text(m.Id), out CrmContact? contact)
            ? WriteOutcomes.Done(m.Write, contact, errors.GetValueOrDefault(m.Write.IntentId))
            : new WriteResult(m.Write.IntentId, WriteOutcome.Done) { RecordId = Text(m.Id) })];
    }

    private async Task<(List<CiviCall> Calls, List<RecordWrite> Owners)> MissingAsync(
        IReadOnlyList<(RecordWrite Write, long Id)> made, Dictionary<string, CrmContact> held, CancellationToken cancellationToken)
    {
        List<CiviCall> calls = [];
        List<RecordWrite> owners = [];
        foreach ((RecordWrite write, long id) in made)
        {
            if (!held.TryGetValue(Text(id), out CrmContact? contact))
                continue;
            MembershipIds wanted = await memberships.IdsAsync(write, cancellationToken);
            foreach (CiviCall call in belongings.Calls(write, contact, new Dictionary<string, string>(StringComparer.Ordinal), wanted))
            {
                calls.Add(call);
                owners.Add(write);
            }
        }

        return (calls, owners);
    }

    // What belongs to the contacts is written and read in one request; its calls are carried out in their order.
    private async Task<Dictionary<string, CrmContact>> ReadAsync(
        CiviSite site, IReadOnlyCollection<long> ids, ContactWish wish, List<CiviCall> writes, CancellationToken cancellationToken, Action<int, SyncError>? failed = null)
    {
        CiviCall own = CiviCall.Get("Contact", FieldPaths.Selection(wish.Fields), CiviCall.In("id", ids.Select(i => (object)i)), CiviCall.WithTrash()).Page(0);
        CiviCall[] calls = [.. writes, own, .. ContactRows.Belongings(ids, wish)];
        IReadOnlyList<CiviAnswer> answers = await api.CallsAsync(calls, writes.Count > 0 ? Safety.Create : Safety.Read, cancellationToken);
        for (int i = 0; i < writes.Count; i++)
        {
            if (answers[i].Error is not null)
                failed?.Invoke(i, CiviErrors.Of(answers[i], null).Error);
        }

        if (answers.Skip(writes.Count).FirstOrDefault(a => a.Error is not null) is { } unread)
            throw CiviErrors.Of(unread, null);
        return rows.Assemble(site, answers[writes.Count].Rows, [.. answers.Skip(writes.Count + 1)], wish).ToDictionary(c => c.ContactId, StringComparer.Ordinal);
    }

    // What the save itself has stored: the first address and the first number.
    private static CrmContact Fresh(RecordWrite write, long id) => new()
    {
        Account = "",
        ContactId = Text(id),
        Emails = [.. First(write, MultiPath.Email).Select(f => new ContactEmail(f.Value.Text!, MultiPath.Parse(f.Path)!.Kind))],
        Phones = [.. First(write, MultiPath.Phone).Select(f => new ContactPhone(f.Value.Text!, MultiPath.Parse(f.Path)!.Kind))],
    };

    private static IEnumerable<FieldWrite> First(RecordWrite write, string list) => write.Fields.Where(f => f.Value.HasValue && MultiPath.Parse(f.Path)?.Base == list).Take(1);

    private static string Text(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
