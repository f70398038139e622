using System.Collections;
using UserSync.Core.Links;
using UserSync.Core.Profiles;

namespace UserSync.PowerShell.Completion;

/// <summary>Completes ids of linked contacts, with the e-mail beside them.</summary>
public sealed class ContactIdCompleter : StoreCompleter
{
    internal override IAsyncEnumerable<(string Text, string Tip)> Read(LinkStore store, SyncProfile profile, IDictionary given)
        => Links(store, profile).Select(l => (l.ContactId, l.Email ?? l.ToString()));
}
