using UserSync.Core.Connectors;

namespace UserSync.Core.Profiles.Loading;

/// <summary>Reads what a profile says about making, changing and losing records.</summary>
internal static class PolicyReader
{
    private static readonly string[] NoteEvents = ["created", "linked", "conflict", "userDeleted"];

    public static UserPolicy Users(ObjectReader reader)
    {
        var policy = new UserPolicy
        {
            Create = reader.Flag("create", true),
            Update = reader.Flag("update", true),
            Groups = reader.Texts("groups"),
            Enabled = reader.Flag("enabled", false),
            Notify = reader.Choice("notify", NotifyChoice.Never, NotifyChoice.Never, NotifyChoice.Always),
            RequirePasswordReset = reader.Flag("requirePasswordReset", false),
            Temporary = Temporary(reader.Object("temporary")),
            OnContactDeleted = reader.Choice("onContactDeleted", GonePolicy.Report, GonePolicy.Report, GonePolicy.Unlink, GonePolicy.Block, GonePolicy.Delete),
            ReassignTo = reader.Text("reassignTo"),
        };
        reader.Close();
        return policy;
    }

    public static ContactPolicy Contacts(ObjectReader reader)
    {
        var policy = new ContactPolicy
        {
            Create = reader.Flag("create", true),
            Update = reader.Flag("update", true),
            Tags = reader.Texts("tags"),
            EmailKind = reader.Text("emailKind"),
            ProfileLinkField = FieldPathReader.Optional(reader, "profileLinkField"),
            Marker = FieldPathReader.Optional(reader, "marker"),
            Notes = reader.Texts("notes", NoteEvents),
            OnUserDeleted = reader.Choice("onUserDeleted", GonePolicy.Unlink, GonePolicy.Report, GonePolicy.Unlink, GonePolicy.Note, GonePolicy.Delete),
        };
        reader.Close();
        return policy;
    }

    public static RelinkPolicy Relink(ObjectReader reader)
    {
        var policy = new RelinkPolicy(
            reader.Choice("fill", RelinkSide.None, RelinkSide.None, RelinkSide.Contact, RelinkSide.User),
            reader.Choice("clear", RelinkSide.None, RelinkSide.None, RelinkSide.Contact, RelinkSide.User));
        reader.Close();
        return policy;
    }

    public static BrakeSettings Brakes(ObjectReader reader)
    {
        var settings = new BrakeSettings
        {
            MaxDeletePercent = reader.Whole("maxDeletePercent", 0, 100, 20),
            MaxCreates = reader.Whole("maxCreates", 0, int.MaxValue),
        };
        reader.Close();
        return settings;
    }

    public static HistorySettings History(ObjectReader reader)
    {
        var settings = new HistorySettings(reader.Whole("keepDays", 1, 36500, 365));
        reader.Close();
        return settings;
    }

    private static TemporaryUserPolicy Temporary(ObjectReader reader)
    {
        var policy = new TemporaryUserPolicy(reader.Flag("allow", false), reader.Text("domain"));
        reader.Close();
        return policy;
    }
}
