using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Files;

/// <summary>Applies one write to one row. What the file cannot hold is an error of that item alone.</summary>
internal sealed class RowChange(Side side, FileSettings settings, TableColumns columns, bool keepsLists)
{
    /// <summary>Puts the fields, groups, tags and the state of a write into the row.</summary>
    public void Apply(TableRow row, RecordWrite write)
    {
        foreach (FieldWrite field in write.Fields.Where(f => !f.Value.IsNotRead))
            Apply(row, field, write);
        if (write.AddTags.Count > 0 || write.RemoveTags.Count > 0)
            SetMemberships(row, write.AddTags, write.RemoveTags, "tags", write);
        if (write.Groups is { } groups)
            row.Set(Column(columns.Groups, "groupsColumn", write), Checked(FieldValue.Of(groups), isList: true, "groups", write));
        if (write.JoinGroups.Count > 0 || write.LeaveGroups.Count > 0)
            SetMemberships(row, write.JoinGroups, write.LeaveGroups, "groups", write);

        // Without such a column everybody may log in.
        if (write.Enabled is { } enabled && (!enabled || columns.Enabled >= 0))
            SetEnabled(row, enabled, write);
    }

    /// <summary>Puts the state of the account into the row, in the form that the row has.</summary>
    public void SetEnabled(TableRow row, bool enabled, RecordWrite write)
    {
        int column = columns.Enabled >= 0 ? columns.Enabled
            : throw Refused(write, "The file has no column that tells whether a user may log in.", "Name one as \"enabledColumn\" in the profile, or set users.enabled to true.");
        string text = row.Get(column, list: false).Text is "0" or "1"
            ? (enabled ? "1" : "0")
            : (enabled ? "true" : "false");
        row.Set(column, FieldValue.Of(text));
    }

    /// <summary>Adds a note to the row's notes, unless it is there already.</summary>
    public void AddNote(TableRow row, RecordWrite write)
    {
        string note = write.Note ?? "";
        if (columns.Notes < 0)
            throw Refused(write, "The file has no column for notes.", "Name one in the profile: \"columns\": { \"notes\": \"…\" }.");
        string notes = row.Get(columns.Notes, list: false).Text ?? "";
        if (note.Length > 0 && !notes.Contains(note, StringComparison.Ordinal))
            row.Set(columns.Notes, Checked(FieldValue.Of(notes.Length == 0 ? note : $"{notes}\n{note}"), isList: false, ColumnNames.Notes, write));
    }

    private void Apply(TableRow row, FieldWrite field, RecordWrite write)
    {
        if (side == Side.Crm && MultiPath.Parse(field.Path) is not null)
        {
            ApplyList(row, field, write);
            return;
        }

        int column = columns.Place(field.Path);
        if (column < 0 || column == columns.Id)
        {
            throw column < 0
                ? NoColumn(field.Path, write)
                : Refused(write, "The id of a row cannot be changed.", "Take the id out of the field map.");
        }

        row.Set(column, Checked(field.Value, isList: false, field.Path, write));
    }

    private void ApplyList(TableRow row, FieldWrite field, RecordWrite write)
    {
        IReadOnlyList<ListColumn> taken = columns.Columns(field.Path);
        if (taken.Count == 0)
            throw NoColumn(field.Path, write);
        Checked(field.Value, isList: true, field.Path, write);
        var cells = taken.Select(c => row.Get(c.Column, list: true).Values.ToList()).ToList();
        var added = new Queue<string>(field.Value.Values.Where(v => !cells.Any(c => c.Contains(v, StringComparer.Ordinal))));
        foreach (string old in field.Before.Values.Except(field.Value.Values, StringComparer.Ordinal))
            Replace(cells, old, added);
        int home = Math.Max(0, taken.ToList().FindIndex(c => c.Kind is null));
        cells[home].AddRange(added);
        for (int i = 0; i < taken.Count; i++)
        {
            var after = FieldValue.Of(cells[i]);
            if (after != FieldValue.Of(row.Get(taken[i].Column, list: true).Values))
                row.Set(taken[i].Column, after);
        }
    }

    private static void Replace(List<List<string>> cells, string old, Queue<string> added)
    {
        foreach (List<string> cell in cells)
        {
            int place = cell.IndexOf(old);
            if (place < 0)
                continue;
            if (added.TryDequeue(out string? value))
                cell[place] = value;
            else
                cell.RemoveAt(place);
            return;
        }
    }

    // Groups of a user and tags of a contact stand in one cell; those that nobody speaks of stay as they are written.
    private void SetMemberships(TableRow row, IReadOnlyList<string> add, IReadOnlyList<string> remove, string what, RecordWrite write)
    {
        int column = Column(columns.Groups, $"{what}Column", write);
        FieldValue before = row.Get(column, list: true);
        var names = before.Values.Where(t => !remove.Contains(t.Trim(), StringComparer.OrdinalIgnoreCase)).ToList();
        names.AddRange(add.Where(t => !names.Exists(h => string.Equals(h.Trim(), t, StringComparison.OrdinalIgnoreCase))));
        var after = FieldValue.Of(names);
        if (after != FieldValue.Of(before.Values))
            row.Set(column, Checked(after, isList: true, what, write));
    }

    private FieldValue Checked(FieldValue value, bool isList, string path, RecordWrite write)
    {
        foreach (string text in value.Values)
        {
            if (!Utf8Text.CanHold(text))
                throw Refused(write, $"The value for '{path}' holds half a character, which no UTF-8 file can hold.", "Correct it where it comes from.");
            if (text.Length > Csv.CsvStyle.LongestCell)
                throw Refused(write, $"The value for '{path}' is longer than a file may hold in one place.", "Shorten it where it comes from.");
            if (isList && !keepsLists && text.Contains(settings.ListSeparator, StringComparison.Ordinal))
                throw Refused(write, $"The value for '{path}' contains '{settings.ListSeparator}', which separates values in a cell.", "Choose another \"listSeparator\" in the profile.");
        }

        return value;
    }

    private int Column(int column, string setting, RecordWrite write) =>
        column >= 0 ? column : throw Refused(write, "The file has no column for this.", $"Name one as \"{setting}\" in the profile.");

    private ConnectorException NoColumn(string path, RecordWrite write) =>
        Refused(write, $"The file has no column for '{path}'.", $"Add a column \"{ColumnNames.HeaderOf(side, path)}\" to the file, or name one in the profile: \"columns\": {{ \"{path}\": \"…\" }}.");

    private ConnectorException Refused(RecordWrite write, string message, string remedy) =>
        new(side, ConnectorErrorKind.InvalidItem, message, remedy, write.RecordId);
}
