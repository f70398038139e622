using UserSync.Connectors.Tests.Conformance;
using UserSync.Core.Connectors;

namespace UserSync.Connectors.Tests.Files;

/// <summary>Users in a CSV file, held against what every CMS connector must do.</summary>
public sealed class FileCmsConformanceTests : CmsConnectorConformance, IDisposable
{
    private readonly TableFolder _folder = new();

    protected override string CustomField => "company";

    protected override string? JoinableGroup => null;

    protected override bool ChangesMemberships => true;

    protected override string ChangedGroup => "Members";

    protected override IReadOnlyList<string> BadAddresses => [];

    protected override bool AddressesAreUnique => false;

    public void Dispose() => _folder.Dispose();

    protected override Task<ICmsConnector> OpenAsync()
    {
        _folder.Put("id,username,email,name,first_name,last_name,company,enabled,groups\n1,root,root@example.org,Root,Ro,Ot,,1,Staff\n2,anna,anna@example.org,Anna,An,Na,,1,Staff|Members\n");
        return Task.FromResult<ICmsConnector>(_folder.Cms(file => file with { EnabledColumn = "enabled", GroupsColumn = "groups" }));
    }

    protected override Task<ICmsConnector?> OpenWithWrongCredentialAsync() => Task.FromResult<ICmsConnector?>(null);
}
