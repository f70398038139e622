using UserSync.Core.Connectors;
using UserSync.Core.Links;
using UserSync.Core.Mapping;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>Decides one field of a pair from user to contact: pure, the truth table is in docs/sync-semantics.md.</summary>
/// <param name="Verdict">What becomes of it.</param>
/// <param name="Baseline">The baseline once the decision is carried out; null when the field has none.</param>
/// <param name="Write">The write, when there is one.</param>
internal sealed record FieldDecision(FieldVerdict Verdict, BaselineField? Baseline, FieldWrite? Write = null)
{
    /// <summary>The side that the write goes to.</summary>
    public Side Target { get; init; } = Side.Crm;

    /// <summary>Decides.</summary>
    /// <param name="mapping">The line of the field map.</param>
    /// <param name="user">The user's value.</param>
    /// <param name="userRecord">Any other value of the user, for templates.</param>
    /// <param name="contact">The contact's value; of a list path all its elements.</param>
    /// <param name="allOfList">Of a list path the elements of every kind; else not read.</param>
    /// <param name="baseline">What both held when they were last confirmed.</param>
    /// <param name="userIsNewer">For the policy "newest": whether the user's change is the later one; null when nobody can tell.</param>
    /// <exception cref="TransformException">The user's value cannot be brought into the contact's form.</exception>
    public static FieldDecision ToContact(
        FieldMapping mapping, FieldValue user, Func<string, FieldValue> userRecord, FieldValue contact, FieldValue allOfList, BaselineField? baseline, bool? userIsNewer)
    {
        FieldValue wanted = mapping.Transform.Apply(user, userRecord);
        if (wanted.IsNotRead || contact.IsNotRead)
            return new(FieldVerdict.Unknown, baseline);
        FieldValue held = Held(mapping.Contact, contact, allOfList, wanted, baseline);
        var confirmed = new BaselineField(user, held);
        if (FieldEquality.Same(mapping.Contact, wanted, held))
            return new(FieldVerdict.InStep, confirmed);
        if (baseline is not { } known)
            return WithoutBaseline(mapping, user, contact, wanted, held);

        bool userChanged = !FieldEquality.Same(mapping.Contact, user, known.User);
        bool contactChanged = !FieldEquality.Same(mapping.Contact, held, known.Contact);
        if (!userChanged)
            return mapping.Enforce && contactChanged && wanted.HasValue ? Writing(mapping, user, wanted, held) : new(FieldVerdict.InStep, known);
        if (wanted.IsEmpty && !mapping.ClearWhenEmpty)
        {
            // A clear is proven only when the contact still holds what once came from this user.
            bool ours = !contactChanged && FieldEquality.Same(mapping.Contact, mapping.Transform.Apply(known.User, userRecord), known.Contact);
            return ours ? Writing(mapping, user, wanted, held) : new(FieldVerdict.Kept, confirmed);
        }

        if (mapping.Direction == SyncDirection.Both && contactChanged)
        {
            return (mapping.OnConflict, userIsNewer) switch
            {
                (FieldConflictPolicy.Cms, _) or (FieldConflictPolicy.Newest, true) => Writing(mapping, user, wanted, held),
                (FieldConflictPolicy.Crm, _) or (FieldConflictPolicy.Newest, false) => new(FieldVerdict.Kept, known),
                _ => new(FieldVerdict.Conflict, known),
            };
        }

        return Writing(mapping, user, wanted, held);
    }

    /// <summary>The write of a field of a contact that is to be created; null when there is nothing to write.</summary>
    /// <exception cref="TransformException">The user's value cannot be brought into the contact's form.</exception>
    public static FieldDecision? ForNewContact(FieldMapping mapping, FieldValue user, Func<string, FieldValue> userRecord)
    {
        FieldValue wanted = mapping.Transform.Apply(user, userRecord);
        return wanted.HasValue ? Writing(mapping, user, wanted, FieldValue.Empty)
            : wanted.IsEmpty ? new(FieldVerdict.InStep, new BaselineField(user, FieldValue.Empty))
            : null;
    }

    private static FieldDecision WithoutBaseline(FieldMapping mapping, FieldValue user, FieldValue contact, FieldValue wanted, FieldValue held)
    {
        // An element of a list that we leave alone now stays somebody else's: a later value of the user stands beside it.
        var apart = new BaselineField(user, MultiPath.Parse(mapping.Contact) is null ? held : FieldValue.Empty);
        if (wanted.IsEmpty && !mapping.ClearWhenEmpty)
            return new(FieldVerdict.Kept, apart);
        return mapping.Initial switch
        {
            InitialPolicy.Overwrite => Writing(mapping, user, wanted, held),
            InitialPolicy.Fill when contact.IsEmpty => Writing(mapping, user, wanted, held),
            _ => new(FieldVerdict.Kept, apart),
        };
    }

    /// <summary>The decision to write to the contact.</summary>
    public static FieldDecision Writing(FieldMapping mapping, FieldValue user, FieldValue wanted, FieldValue held)
        => new(FieldVerdict.Write, new BaselineField(user, wanted), new FieldWrite(mapping.Contact, wanted, held));

    // Of a list only one element is ours: the one of the baseline, or the one that already says what we want.
    private static FieldValue Held(string path, FieldValue contact, FieldValue allOfList, FieldValue wanted, BaselineField? baseline)
    {
        if (MultiPath.Parse(path) is not { } list)
            return contact;
        FieldValue everyKind = allOfList.IsNotRead ? contact : allOfList;
        FieldValue Element(FieldValue like) => like.Text is { } text && everyKind.Values.FirstOrDefault(v => FieldEquality.SameText(list.Base, v, text)) is { } found
            ? FieldValue.Of(found)
            : FieldValue.Empty;
        FieldValue asWanted = Element(wanted);
        if (asWanted.HasValue)
            return asWanted;
        return baseline is { } known ? Element(known.Contact) : contact.Count == 1 ? contact : FieldValue.Empty;
    }
}
