using UserSync.Connectors.Tests.Conformance;
using UserSync.Core.Connectors;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>The conformance suite through backdrop.php, on the stand-in of Backdrop's core.</summary>
public sealed class BackdropAgentConformanceTests : CmsConnectorConformance
{
    private BackdropStandIn? _site;

    protected override string CustomField => "fields.field_about";

    protected override string FirstField => "fields.field_first_name";

    protected override string SecondField => "fields.field_last_name";

    protected override string? DateField => "fields.field_birth_date";

    protected override string? TimeField => "fields.field_last_call";

    protected override string? JoinableGroup => "Member";

    protected override bool ChangesMemberships => true;

    // The user name is the display name, and has no ampersand.
    protected override string Named(string name) => name.Replace(" &", "", StringComparison.Ordinal);

    protected override Task<ICmsConnector> OpenAsync()
    {
        _site = new BackdropStandIn();
        return Task.FromResult<ICmsConnector>(_site.Open());
    }

    protected override Task<ICmsConnector?> OpenWithWrongCredentialAsync() => Task.FromResult<ICmsConnector?>(null);

    protected override Task<ICmsConnector?> OpenInZoneAsync(string zone) => Task.FromResult<ICmsConnector?>(_site!.Open(phpOptions: $"date.timezone={zone}"));

    protected override Task CloseAsync()
    {
        _site?.Dispose();
        return Task.CompletedTask;
    }
}
