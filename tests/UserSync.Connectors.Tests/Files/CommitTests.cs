using System.Diagnostics;
using UserSync.Connectors.Files;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using static UserSync.Connectors.Tests.Files.TableFolder;

namespace UserSync.Connectors.Tests.Files;

public sealed class CommitTests : IDisposable
{
    private const string Start = "id,email\n1,a@x.org\n";
    private readonly TableFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Before_the_commit_nothing_is_written_and_disposing_drops_it()
    {
        _folder.Put(Start);
        await using (var crm = _folder.Crm())
            await crm.WriteAsync([_folder.Update("1", Set("EMAIL", "b@x.org"))], Token);

        Assert.Equal(Start, _folder.Text());
        Assert.Empty(_folder.Others());
    }

    [Theory]
    [InlineData(FileSeam.Written)]
    [InlineData(FileSeam.Rename)]
    public async Task Failure_before_the_rename_leaves_the_old_file_alone(string seam)
    {
        _folder.Put(Start);
        await using var crm = _folder.Crm(onSeam: s => Fail(s == seam, new IOException("No space left on device", 28)));
        await crm.WriteAsync([_folder.Update("1", Set("EMAIL", "b@x.org"))], Token);

        var e = await Assert.ThrowsAsync<ConnectorException>(() => crm.CommitAsync(Token));

        Assert.Equal(ErrorIds.FileNotWritable, e.Error.Id);
        Assert.Contains("disk is full", e.Error.Message, StringComparison.Ordinal);
        Assert.Equal(Start, _folder.Text());
        Assert.Empty(_folder.Others());
    }

    [Fact]
    public async Task Failure_after_the_rename_has_the_new_file()
    {
        _folder.Put(Start);
        await using var crm = _folder.Crm(onSeam: s => Fail(s == FileSeam.Renamed, new InvalidOperationException("killed")));
        await crm.WriteAsync([_folder.Update("1", Set("EMAIL", "b@x.org", "a@x.org"))], Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => crm.CommitAsync(Token));

        Assert.Equal("id,email\n1,b@x.org\n", _folder.Text());
        Assert.Empty(_folder.Others());
    }

    [Fact]
    public async Task What_a_killed_run_left_behind_is_removed()
    {
        _folder.Put(Start);
        File.WriteAllText(FileReplacement.TemporaryName(_folder.File()), "half of");
        await using var crm = _folder.Crm();

        await Write(crm, _folder.Update("1", Set("EMAIL", "b@x.org", "a@x.org")));

        Assert.Equal("id,email\n1,b@x.org\n", _folder.Text());
        Assert.Empty(_folder.Others());
    }

    [Fact]
    public async Task Another_run_that_is_writing_is_left_alone()
    {
        _folder.Put(Start);
        await using var crm = _folder.Crm();
        await crm.WriteAsync([_folder.Update("1", Set("EMAIL", "b@x.org"))], Token);
        using var other = new FileStream(FileReplacement.TemporaryName(_folder.File()), FileMode.Create, FileAccess.Write, FileShare.None);

        Assert.Equal(ErrorIds.FileLocked, (await Assert.ThrowsAsync<ConnectorException>(() => crm.CommitAsync(Token))).Error.Id);
        Assert.Equal((Start, 1), (_folder.Text(), _folder.Others().Count()));
    }

    [Theory]
    [InlineData("id,email\n1,x@x.org\n", true)]
    [InlineData("id,email\n1,a@x.org\n2,b@x.org\n", false)]
    public async Task Change_since_it_was_read_stops_the_commit(string theirs, bool keepTime)
    {
        string path = _folder.Put(Start);
        await using var crm = _folder.Crm();
        await crm.WriteAsync([_folder.Update("1", Set("EMAIL", "b@x.org"))], Token);
        DateTime time = File.GetLastWriteTimeUtc(path);
        _folder.Put(theirs);
        if (keepTime)
            File.SetLastWriteTimeUtc(path, time);

        var e = await Assert.ThrowsAsync<ConnectorException>(() => crm.CommitAsync(Token));

        Assert.Equal((ErrorIds.FileChanged, true), (e.Error.Id, e.Error.Repeatable));
        Assert.Equal(theirs, _folder.Text());
        Assert.Empty(_folder.Others());
    }

    [Fact]
    public async Task Change_in_the_last_moment_stops_the_commit()
    {
        _folder.Put(Start);
        await using var crm = _folder.Crm(onSeam: s =>
        {
            if (s == FileSeam.Rename)
                _folder.Put("id,email\n1,late@x.org\n");
        });
        await crm.WriteAsync([_folder.Update("1", Set("EMAIL", "b@x.org"))], Token);

        Assert.Equal(ErrorIds.FileChanged, (await Assert.ThrowsAsync<ConnectorException>(() => crm.CommitAsync(Token))).Error.Id);
        Assert.Equal("id,email\n1,late@x.org\n", _folder.Text());
    }

    [Fact]
    public async Task Read_only_file_is_not_replaced()
    {
        string path = _folder.Put(Start);
        File.SetAttributes(path, FileAttributes.ReadOnly);
        await using var crm = _folder.Crm();
        await crm.WriteAsync([_folder.Update("1", Set("EMAIL", "b@x.org"))], Token);

        var e = await Assert.ThrowsAsync<ConnectorException>(() => crm.CommitAsync(Token));
        File.SetAttributes(path, FileAttributes.Normal);

        Assert.Equal(ErrorIds.FileNotWritable, e.Error.Id);
        Assert.Equal(Start, _folder.Text());
        Assert.Empty(_folder.Others());
    }

    [Fact]
    public async Task Folder_that_cannot_be_written_is_told_at_the_first_write()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may write everywhere");
        if (OperatingSystem.IsWindows())
            return;
        _folder.Put(Start);
        await using var crm = _folder.Crm();
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var e = await Assert.ThrowsAsync<ConnectorException>(() => crm.WriteAsync([_folder.Update("1", Set("EMAIL", "b@x.org"))], Token));
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Assert.Equal(ErrorIds.FileNotWritable, e.Error.Id);
    }

    [Fact]
    public async Task Folder_that_does_not_exist_is_told()
    {
        await using var crm = _folder.Crm(name: Path.Combine("none", "t.csv"), mapped: ["EMAIL"]);

        var e = await Assert.ThrowsAsync<ConnectorException>(() => crm.WriteAsync([_folder.Create("m")], Token));

        Assert.Equal(ErrorIds.FileNotWritable, e.Error.Id);
        Assert.Contains("folder does not exist", e.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mode_and_symbolic_link_are_kept()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.SetUnixFileMode(_folder.Put(Start, "real.csv"), Mode);
        File.CreateSymbolicLink(_folder.File(), _folder.File("real.csv"));
        await using var crm = _folder.Crm();

        await Write(crm, _folder.Update("1", Set("EMAIL", "b@x.org", "a@x.org")));

        Assert.Equal("id,email\n1,b@x.org\n", _folder.Text("real.csv"));
        Assert.NotNull(new FileInfo(_folder.File()).LinkTarget);
        Assert.Equal(Mode, File.GetUnixFileMode(_folder.File("real.csv")));
    }

    [Fact]
    public async Task Owner_is_kept_when_root_writes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root may give files away");
        string path = _folder.Put(Start);
        await Run("chown", "12345:23456", path);
        await using var crm = _folder.Crm();

        await Write(crm, _folder.Update("1", Set("EMAIL", "b@x.org", "a@x.org")));

        Assert.Equal("12345:23456", (await Run("stat", "-c", "%u:%g", path)).Trim());
    }

    [Fact]
    public async Task Cancelled_commit_leaves_the_old_file_alone()
    {
        _folder.Put(Start);
        await using var crm = _folder.Crm();
        await crm.WriteAsync([_folder.Update("1", Set("EMAIL", "b@x.org"))], Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => crm.CommitAsync(new CancellationToken(canceled: true)));

        Assert.Equal(Start, _folder.Text());
    }

    [Fact]
    public async Task After_a_commit_the_connector_goes_on_with_the_new_file()
    {
        _folder.Put(Start);
        await using var crm = _folder.Crm();
        await Write(crm, _folder.Update("1", Set("EMAIL", "b@x.org", "a@x.org")));

        Assert.Equal("b@x.org", Assert.Single(await All(crm)).Email);
        await Write(crm, _folder.Delete("1"));

        Assert.Equal("id,email\n", _folder.Text());
    }

    private static async Task<string> Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return output;
    }

    private static void Fail(bool now, Exception with)
    {
        if (now)
            throw with;
    }
}
