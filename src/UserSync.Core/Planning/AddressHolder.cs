namespace UserSync.Core.Planning;

/// <summary>Who has an address on the site, or gets it in this run.</summary>
/// <param name="Id">Id of the user; of the contact, where its user is only being made.</param>
/// <param name="Name">The same in words, as in "user 5".</param>
public sealed record AddressHolder(string Id, string Name)
{
    /// <summary>A user of the site.</summary>
    public static AddressHolder User(string id) => new(id, $"user {id}");

    /// <summary>The user that is made for a contact.</summary>
    public static AddressHolder NewUserOf(string contactId) => new(contactId, $"the new user of contact {contactId}");
}
