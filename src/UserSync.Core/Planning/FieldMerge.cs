using UserSync.Core.Connectors;
using UserSync.Core.Links;
using UserSync.Core.Mapping;
using UserSync.Core.Matching;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>
/// Decides one field of a pair from contact to user, and both ways by a three-way merge against the baseline. Pure; the truth table
/// is in docs/sync-semantics.md. From user to contact alone <see cref="FieldDecision"/> decides.
/// </summary>
internal static class FieldMerge
{
    /// <summary>Decides.</summary>
    /// <param name="mapping">The line of the field map.</param>
    /// <param name="way">Which way the field may travel in this run.</param>
    /// <param name="pair">What both sides hold.</param>
    /// <param name="baseline">What both held when they were last confirmed.</param>
    /// <exception cref="TransformException">A value cannot be brought into the other side's form.</exception>
    public static FieldDecision Decide(FieldMapping mapping, SyncDirection way, in FieldPair pair, BaselineField? baseline) => way switch
    {
        SyncDirection.ToCrm => ToContact(mapping, pair, baseline),
        SyncDirection.ToCms => ToUser(mapping, pair, baseline),
        _ => BothWays(mapping, pair, baseline),
    };

    /// <summary>The write of a field of a user that is to be created; null when there is nothing to write.</summary>
    /// <exception cref="TransformException">The contact's value cannot be brought into the user's form.</exception>
    public static FieldDecision? ForNewUser(FieldMapping mapping, TransformChain chain, FieldValue contact, Func<string, FieldValue> contactRecord)
    {
        FieldValue element = First(mapping, contact);
        FieldValue wanted = chain.Apply(element, contactRecord);
        return wanted.HasValue ? Writing(mapping, FieldValue.Empty, element, wanted)
            : wanted.IsEmpty ? new(FieldVerdict.InStep, new BaselineField(FieldValue.Empty, element))
            : null;
    }

    private static FieldDecision ToContact(FieldMapping mapping, in FieldPair pair, BaselineField? baseline)
        => FieldDecision.ToContact(mapping, pair.User, pair.UserRecord, pair.Contact, pair.AllOfList, baseline, pair.UserIsNewer);

    private static FieldDecision ToUser(FieldMapping mapping, in FieldPair pair, BaselineField? baseline)
    {
        if (pair.User.IsNotRead || pair.Contact.IsNotRead)
            return new(FieldVerdict.Unknown, baseline);
        FieldValue told = Told(mapping, pair, baseline);
        FieldValue wanted = Back(mapping, told, pair.ContactRecord);
        if (wanted.IsNotRead)
            return new(FieldVerdict.Unknown, baseline);
        var confirmed = new BaselineField(pair.User, told);
        if (Same(mapping, wanted, pair.User))
            return new(FieldVerdict.InStep, confirmed);
        if (baseline is not { } known)
        {
            return wanted.IsEmpty && !mapping.ClearWhenEmpty ? new(FieldVerdict.Kept, confirmed)
                : mapping.Initial == InitialPolicy.Overwrite || (mapping.Initial == InitialPolicy.Fill && pair.User.IsEmpty) ? Writing(mapping, pair.User, told, wanted)
                : new(FieldVerdict.Kept, Apart(mapping, pair.User, told));
        }

        bool contactChanged = !Same(mapping, told, known.Contact);
        bool userChanged = !Same(mapping, pair.User, known.User);
        if (!contactChanged)
            return mapping.Enforce && mapping.Direction == SyncDirection.ToCms && userChanged && wanted.HasValue ? Writing(mapping, pair.User, told, wanted) : new(FieldVerdict.InStep, known);
        if (wanted.IsEmpty && !mapping.ClearWhenEmpty)
        {
            // A clear is proven only when the user still holds what once came from this contact.
            bool ours = !userChanged && Same(mapping, mapping.ToUser.Apply(known.Contact, pair.ContactRecord), known.User);
            return ours ? Writing(mapping, pair.User, told, wanted) : new(FieldVerdict.Kept, confirmed);
        }

        return mapping.Direction == SyncDirection.Both && userChanged ? ByPolicy(mapping, pair, known, FieldValue.NotRead, told, wanted) : Writing(mapping, pair.User, told, wanted);
    }

    private static FieldDecision BothWays(FieldMapping mapping, in FieldPair pair, BaselineField? baseline)
    {
        if (pair.User.IsNotRead || pair.Contact.IsNotRead)
            return new(FieldVerdict.Unknown, baseline);
        FieldValue told = Told(mapping, pair, baseline);
        (FieldValue forward, TransformException? cannotGo) = Attempt(mapping.Transform, pair.User, pair.UserRecord);
        if (told.IsNotRead || (forward.IsNotRead && cannotGo is null))
            return ToContact(mapping, pair, baseline);
        (FieldValue back, TransformException? cannotReturn) = Attempt(mapping.ToUser, told, pair.ContactRecord);
        if (Same(mapping, forward, told) || Same(mapping, back, pair.User))
            return new(FieldVerdict.InStep, new BaselineField(pair.User, told));
        TransformException? failure = cannotGo ?? cannotReturn;
        if (baseline is not { } known)
            return failure is null ? Meeting(mapping, pair, told, forward, back) : throw failure;
        bool userChanged = !Same(mapping, pair.User, known.User);
        bool contactChanged = !Same(mapping, told, known.Contact);
        return (userChanged, contactChanged) switch
        {
            (false, false) => new(FieldVerdict.InStep, known),
            (true, false) => ToContact(mapping, pair, known),
            (false, true) => ToUser(mapping, pair, known),
            _ when failure is not null => throw failure,
            _ => ByPolicy(mapping, pair, known, forward, told, back),
        };
    }

    // Without a baseline nobody changed anything: an empty field may be filled, two filled ones are a matter of policy.
    private static FieldDecision Meeting(FieldMapping mapping, in FieldPair pair, FieldValue told, FieldValue forward, FieldValue back)
    {
        BaselineField apart = Apart(mapping, pair.User, told);
        if (mapping.Initial == InitialPolicy.Keep)
            return new(FieldVerdict.Kept, apart);
        if (forward.HasValue && told.IsEmpty)
            return FieldDecision.Writing(mapping, pair.User, forward, told);
        if (back.HasValue && pair.User.IsEmpty)
            return Writing(mapping, pair.User, told, back);
        return mapping.Initial == InitialPolicy.Overwrite ? ByPolicy(mapping, pair, null, forward, told, back) : new(FieldVerdict.Kept, apart);
    }

    private static FieldDecision ByPolicy(FieldMapping mapping, in FieldPair pair, BaselineField? known, FieldValue forward, FieldValue told, FieldValue back)
    {
        bool? cmsWins = mapping.OnConflict switch
        {
            FieldConflictPolicy.Cms => true,
            FieldConflictPolicy.Crm => false,
            FieldConflictPolicy.Newest => pair.UserIsNewer,
            _ => null,
        };

        // Of several elements none is ours before the first write.
        bool isOurs = known is not null || pair.Contact.Count <= 1 || MultiPath.Parse(mapping.Contact) is null;

        // A value that may not travel in this run stays where it is until a run of the other direction.
        return cmsWins switch
        {
            null => new(FieldVerdict.Conflict, known),
            true => forward.IsNotRead ? new(FieldVerdict.Kept, known) : FieldDecision.Writing(mapping, pair.User, forward, isOurs ? told : FieldValue.Empty),
            false => Writing(mapping, pair.User, told, back),
        };
    }

    private static FieldDecision Writing(FieldMapping mapping, FieldValue user, FieldValue told, FieldValue wanted)
    {
        // No site takes an account without an address; a cleared one in the CRM leaves the log-in alone.
        if (mapping.User == "email" && wanted.IsEmpty)
            return new(FieldVerdict.Kept, new BaselineField(user, told));
        if (mapping.User == "email" && wanted.Text is { } address && EmailNormaliser.Normalise(address) is null)
            throw new TransformException($"'{address}' is no e-mail address.") { Target = Side.Cms };
        return new(FieldVerdict.Write, new BaselineField(wanted, told), new FieldWrite(mapping.User, wanted, user)) { Target = Side.Cms };
    }

    private static FieldValue Back(FieldMapping mapping, FieldValue told, Func<string, FieldValue> record)
    {
        (FieldValue value, TransformException? failure) = Attempt(mapping.ToUser, told, record);
        return failure is null ? value : throw new TransformException(failure.Message, failure) { Target = Side.Cms };
    }

    // Of a list one element speaks for the contact: what the user holds, the one of the baseline, or the only one. When ours is gone
    // and several others are left, nobody can tell which of them took its place.
    private static FieldValue Told(FieldMapping mapping, in FieldPair pair, BaselineField? baseline)
    {
        if (MultiPath.Parse(mapping.Contact) is not { } list)
            return pair.Contact;
        FieldValue everyKind = pair.AllOfList.IsNotRead ? pair.Contact : pair.AllOfList;
        FieldValue asUser = Element(list, everyKind, Attempt(mapping.Transform, pair.User, pair.UserRecord).Value);
        if (asUser.HasValue)
            return asUser;
        if (baseline is not { } known)
            return First(mapping, pair.Contact);
        FieldValue asBefore = Element(list, everyKind, known.Contact);
        if (asBefore.HasValue || IsApart(known))
            return asBefore;
        return pair.Contact.Count <= 1 ? pair.Contact : FieldValue.NotRead;
    }

    // Only a value that is to be written must be understood: the side that did not change may hold whatever it wants.
    private static (FieldValue Value, TransformException? Failure) Attempt(TransformChain chain, FieldValue value, Func<string, FieldValue> record)
    {
        try
        {
            return (chain.Apply(value, record), null);
        }
        catch (TransformException failure)
        {
            return (FieldValue.NotRead, failure);
        }
    }

    // An element that was left alone at the first meeting stays somebody else's: a later value of the user stands beside it.
    private static BaselineField Apart(FieldMapping mapping, FieldValue user, FieldValue told)
        => new(user, user.HasValue && mapping.Direction == SyncDirection.Both && MultiPath.Parse(mapping.Contact) is not null ? FieldValue.Empty : told);

    private static bool IsApart(BaselineField known) => known.User.HasValue && known.Contact.IsEmpty;

    private static FieldValue Element(MultiPath list, FieldValue elements, FieldValue like)
        => like.Text is { } text && elements.Values.FirstOrDefault(v => FieldEquality.SameText(list.Base, v, text)) is { } found ? FieldValue.Of(found) : FieldValue.Empty;

    private static FieldValue First(FieldMapping mapping, FieldValue contact)
        => contact.Count > 1 && MultiPath.Parse(mapping.Contact) is not null ? FieldValue.Of(contact.Values[0]) : contact;

    private static bool Same(FieldMapping mapping, FieldValue left, FieldValue right) => FieldEquality.Same(mapping.Contact, left, right);
}
