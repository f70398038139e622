using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Tests.Conformance;

/// <summary>What happens at the same time, in the middle, or without the right.</summary>
public abstract partial class CmsConnectorConformance
{
    [Fact]
    public async Task Whoever_is_there_all_the_time_is_listed_once_while_others_are_made_renamed_and_deleted()
    {
        Assert.SkipWhen(Connector.Capabilities.Transactional, "A file stays as it is while it is read.");
        List<string> stay = [];
        for (int n = 0; n < 4; n++)
            stay.Add(await CreateAsync(("email", Email($"stay{n}")), ("name", $"M{n} {Mark}")));
        string leaves = await CreateAsync(("email", Email("leaves")), ("name", "!!! first"));
        List<string> listed = [];
        int seen = 0;
        await foreach (CmsUser user in Connector.ReadAsync(RecordQuery.All, Token))
        {
            listed.Add(user.UserId);
            if (++seen != 1)
                continue;
            await WriteAsync(Change(stay[0], ("name", "!! now first")));
            await WriteAsync(Change(stay[1], ("name", "яяя now last")));
            if (Connector.Capabilities.Delete is not DeleteKind.None)
                await WriteAsync(ToUser(WriteKind.Delete, leaves));
            await CreateAsync(("email", Email("new")), ("name", "! new"));
        }

        Assert.Equal(listed.Count, listed.Distinct().Count());
        Assert.All(stay, id => Assert.Contains(id, listed));
    }

    [Fact]
    public async Task Different_users_that_are_created_at_once_are_all_there_once()
    {
        Assert.SkipWhen(Connector.Capabilities.Transactional, "The system takes one call after the other.");
        RecordWrite[] writes = [.. Enumerable.Range(0, 8).Select(n => New(("email", Email($"n{n}"))))];
        WriteResult[] results = [.. (await Task.WhenAll(writes.Select(w => Connector.WriteAsync([w], Token)))).SelectMany(r => r)];
        foreach (RecordWrite write in writes)
            Remember(write, results.Single(r => r.IntentId == write.IntentId));
        Assert.All(results, r => Assert.Equal((WriteOutcome.Done, null), Ended(r)));
        Assert.Equal(8, results.Select(r => r.RecordId).Distinct().Count());
        foreach (RecordWrite write in writes)
            Assert.Equal(Email($"n{Array.IndexOf(writes, write)}"), Assert.Single(await GetAsync(results.Single(r => r.IntentId == write.IntentId).RecordId!)).Email);
    }

    [Fact]
    public async Task One_bad_item_costs_only_itself_in_a_call_of_several()
    {
        Assert.SkipWhen(BadAddresses.Count == 0, "The system takes any address.");
        RecordWrite[] writes = [New(("email", Email("one"))), New(("email", BadAddresses[0])), New(("email", Email("two")))];
        IReadOnlyList<WriteResult> results = await Connector.WriteAsync(writes, Token);
        foreach (RecordWrite write in writes)
            Remember(write, results.Single(r => r.IntentId == write.IntentId));
        Assert.Equal([WriteOutcome.Done, WriteOutcome.Failed, WriteOutcome.Done], writes.Select(w => results.Single(r => r.IntentId == w.IntentId).Outcome));
    }

    [Fact]
    public async Task An_address_with_a_plus_is_kept_and_found_exactly()
    {
        string plain = await CreateAsync(("email", Email("plus")));
        string plus = await CreateAsync(("email", Email("plus+news")));
        Assert.Equal(Email("plus+news"), Assert.Single(await GetAsync(plus)).Email);
        if (!Connector.Capabilities.FindByEmail)
            return;
        Assert.Contains(await FindAsync(Email("plus+news")), u => u.UserId == plus);
        Assert.Contains(await FindAsync(Email("plus")), u => u.UserId == plain);
    }

    [Theory]
    [InlineData("Ёлка Ёжикова")]
    [InlineData("Zoë Müller-Łukasiewicz")]
    [InlineData("李小龍 ฿ 𝒜")]
    [InlineData("O’Neill \"the\" 100% _under")]
    public async Task Letters_of_every_kind_come_back_as_they_were_sent(string text)
    {
        string id = await CreateAsync((CustomField, text), (FirstField, text));
        CmsUser user = Assert.Single(await GetAsync(id));
        Assert.Equal((Stored(text), text), (user.Get(CustomField).Text, user.Get(FirstField).Text));
    }

    [Fact]
    public async Task A_write_under_a_cancelled_token_stores_nothing()
    {
        RecordWrite write = New();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Connector.WriteAsync([write], new CancellationToken(canceled: true)));
        Assert.DoesNotContain(await Connector.ReadAsync(RecordQuery.All, Token).ToListAsync(Token), u => u.Email == Email());
    }

    [Fact]
    public async Task An_account_without_the_right_is_told_what_to_do()
    {
        ICmsConnector? opened = await OpenWithoutRightsAsync();
        Assert.SkipWhen(opened is null, "The system has no account without rights.");
        await using ICmsConnector weak = opened;
        foreach (Func<Task> way in new Func<Task>[] { () => weak.IdentifyAsync(Token), () => weak.ReadAsync(RecordQuery.All, Token).ToListAsync(Token).AsTask() })
        {
            ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(way);
            Assert.Contains(error.Kind, new[] { ConnectorErrorKind.Permission, ConnectorErrorKind.Authentication });
            Assert.NotNull(error.Error.Remedy);
        }

        Assert.Contains(await weak.CheckAsync(Token).ToListAsync(Token), check => check is { Passed: false, Remedy: not null });
    }
}
