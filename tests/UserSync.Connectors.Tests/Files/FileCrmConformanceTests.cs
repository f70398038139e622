using UserSync.Connectors.Files;
using UserSync.Connectors.Tests.Conformance;
using UserSync.Core.Connectors;

namespace UserSync.Connectors.Tests.Files;

/// <summary>Contacts in a CSV file, held against what every CRM connector must do.</summary>
public sealed class FileCrmConformanceTests : CrmConnectorConformance, IDisposable
{
    private readonly TableFolder _folder = new();

    protected override string CustomField => "company";

    public void Dispose() => _folder.Dispose();

    protected override Task<ICrmConnector> OpenAsync()
    {
        _folder.Put("id,name,first_name,last_name,EMAIL,PHONE,company,tags\n");
        return Task.FromResult<ICrmConnector>(_folder.Crm(file => file with { TagsColumn = "tags" }));
    }

    protected override Task<ICrmConnector?> OpenWithWrongCredentialAsync() => Task.FromResult<ICrmConnector?>(null);
}
