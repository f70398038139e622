using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Spooling;

namespace UserSync.Core.Tests.Spooling;

public sealed class RecordSpoolTests
{
    [Fact]
    public void A_folder_that_cannot_be_written_is_an_error_that_names_it_and_may_be_repeated()
    {
        string folder = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        SyncError error = Assert.Throws<UserSyncException>(() => new RecordSpool(folder)).Error;
        Assert.Equal((ErrorIds.FileNotWritable, folder, RunEnd.Repeatable), (error.Id, error.Item, RunEnds.Of(error)));
    }

    [Fact]
    public void Records_longer_than_any_buffer_come_back_in_order_and_by_offset()
    {
        using var spool = new RecordSpool(Path.GetTempPath());
        byte[][] records = [[1, 2, 3], new byte[200_000], [], [4]];
        long[] offsets = [.. records.Select(r => spool.Append(r))];
        Assert.Equal(records, spool.ReadAll());
        Assert.Equal([4], spool.Read(offsets[3]));
        Assert.Equal(records[1], spool.Read(offsets[1]));
    }
}
