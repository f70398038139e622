using System.Text;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles.Loading;

namespace UserSync.Core.Profiles;

/// <summary>Reads profiles: JSON with comments. Everything that is wrong is told at once, each with its line and column.</summary>
public static class ProfileLoader
{
    private const int LargestFile = 1024 * 1024;
    private const int LongestName = 64;

    /// <summary>Loads a profile.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <exception cref="UserSyncException"><see cref="ErrorIds.ProfileNotFound"/>, or <see cref="ErrorIds.ProfileInvalid"/> with a line for each problem.</exception>
    public static SyncProfile Load(string path) => Demand(Read(path));

    /// <summary>Loads a profile from text.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="path">Full path that the file has or would have.</param>
    /// <exception cref="UserSyncException"><see cref="ErrorIds.ProfileInvalid"/> with a line for each problem.</exception>
    public static SyncProfile Parse(string text, string path) => Demand(ReadText(text, path));

    /// <summary>Reads a profile and brings its problems as a result instead of raising them.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <exception cref="UserSyncException"><see cref="ErrorIds.ProfileNotFound"/>: there is no such file, or it cannot be opened.</exception>
    public static ProfileReading Read(string path) => ReadText(ReadFile(path), path);

    /// <summary>Reads the text of a profile and brings its problems as a result.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="path">Full path that the file has or would have.</param>
    public static ProfileReading ReadText(string text, string path) => ReadText(text, path, ContextFor(path));

    internal static ReadingContext ContextFor(string path) => new(Path.GetDirectoryName(Path.GetFullPath(path)) ?? path);

    internal static ProfileReading ReadText(string text, string path, ReadingContext context)
    {
        string fileName = NameOfFile(path);
        ProfileNode? root = ProfileNodeReader.Read(text, context.Problems);
        if (root is null)
            return new ProfileReading(path, fileName, null, context.Problems.InOrder);

        SyncProfile? profile = ReadRoot(new ObjectReader(root, context, ""), path, fileName);
        if (profile is not null)
            new ProfileChecks(profile, root, context.Problems).Run();
        string name = root.Member("name")?.Value as string is { Length: > 0 and <= LongestName } given ? given : fileName;
        return new ProfileReading(path, name, context.Problems.Count == 0 ? profile : null, context.Problems.InOrder);
    }

    private static SyncProfile? ReadRoot(ObjectReader root, string path, string fileName)
    {
        _ = root.Text("$schema");
        string name = root.Text("name") ?? fileName;
        if (name.Length > LongestName || name.IndexOfAny(['/', '\\', ':', '*', '?', '"', '<', '>', '|']) >= 0)
            root.Problems.Add(root.Node.At("name"), $"the name is longer than {LongestName} characters or has characters that file names cannot have", "choose a short name of letters, digits, - and _");

        EndSettings? cms = ReadEnd(root, Side.Cms);
        EndSettings? crm = ReadEnd(root, Side.Crm);
        LinkStoreSettings links = LinkStoreReader.Read(root.Object("links"), name);
        IReadOnlyList<MatchRule> match = MatchReader.Read(root);
        AmbiguityPolicy onAmbiguous = root.Choice("onAmbiguous", AmbiguityPolicy.Conflict);
        SyncDirection direction = root.Choice("direction", SyncDirection.ToCrm);
        IReadOnlyList<FieldMapping> fields = FieldReader.ReadFields(root, direction);
        IReadOnlyList<GroupMapping> groups = FieldReader.ReadGroups(root, direction);
        UserPolicy users = PolicyReader.Users(root.Object("users"));
        ContactPolicy contacts = PolicyReader.Contacts(root.Object("contacts"));
        RelinkPolicy relink = PolicyReader.Relink(root.Object("relink"));
        BrakeSettings brakes = PolicyReader.Brakes(root.Object("brakes"));
        HistorySettings history = PolicyReader.History(root.Object("history"));
        root.Close();
        if (cms is null || crm is null)
            return null;
        return new SyncProfile
        {
            Name = name,
            Path = path,
            Cms = cms,
            Crm = crm,
            Links = links,
            Match = match,
            OnAmbiguous = onAmbiguous,
            Direction = direction,
            Fields = fields,
            Groups = groups,
            Users = users,
            Contacts = contacts,
            Relink = relink,
            Brakes = brakes,
            History = history,
        };
    }

    private static EndSettings? ReadEnd(ObjectReader root, Side side)
    {
        (string name, string meaning) = side == Side.Cms ? ("cms", "the website") : ("crm", "the CRM");
        ObjectReader reader = root.Object(name);
        if (reader.Node.Kind == NodeKind.Object)
            return EndReader.Read(reader, side);
        if (!root.Has(name))
            root.Problems.Add(root.Node, $"'{name}' is missing", $"add \"{name}\": {{ \"kind\": … }} for {meaning}");
        return null;
    }

    private static SyncProfile Demand(ProfileReading reading)
    {
        if (reading.Profile is not null)
            return reading.Profile;
        string file = Path.GetFileName(reading.Path);
        string count = reading.Problems.Count == 1 ? "an error" : $"{reading.Problems.Count} errors";
        var message = new StringBuilder($"The profile {reading.Path} has {count}:");
        foreach (ProfileProblem problem in reading.Problems)
            message.Append('\n').Append(problem.Describe(file));
        throw new UserSyncException(new SyncError(ErrorIds.ProfileInvalid, message.ToString()) { Item = reading.Path });
    }

    private static string ReadFile(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length > LargestFile)
                throw Unreadable(ErrorIds.ProfileInvalid, path, "is larger than 1 MB, so it is no profile.", "Name the profile, not a file of users or contacts.");
            using var reader = new StreamReader(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unreadable(ErrorIds.ProfileNotFound, path, "does not exist.", "Check the path, or make a profile with New-SyncProfile.", e);
        }
        catch (DecoderFallbackException e)
        {
            throw Unreadable(ErrorIds.ProfileInvalid, path, "is not UTF-8.", "Save it as UTF-8.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(ErrorIds.ProfileNotFound, path, $"cannot be read: {e.Message}", "Give this account the right to read it.", e);
        }
    }

    private static UserSyncException Unreadable(string id, string path, string what, string remedy, Exception? inner = null) =>
        new(new SyncError(id, $"The profile {path} {what}") { Remedy = remedy, Item = path }, inner);

    private static string NameOfFile(string path) => Path.GetFileNameWithoutExtension(path);
}
