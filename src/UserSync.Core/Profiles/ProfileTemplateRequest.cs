namespace UserSync.Core.Profiles;

/// <summary>What a new profile is to join. What is left out becomes an example to be replaced.</summary>
/// <param name="CmsKind">One of <see cref="EndKinds.Cms"/>, in any case, or <c>file</c>.</param>
/// <param name="CrmKind">One of <see cref="EndKinds.Crm"/>, in any case, or <c>file</c>.</param>
/// <param name="Name">Name of the profile.</param>
public sealed record ProfileTemplateRequest(string CmsKind, string CrmKind, string Name)
{
    /// <summary>How the profile refers to its schema.</summary>
    public string Schema { get; init; } = "./sync-profile.schema.json";

    /// <summary>The stable key of the site; by default the name.</summary>
    public string? Site { get; init; }

    /// <summary>The stable key of the account; by default the name.</summary>
    public string? Account { get; init; }

    /// <summary>Address of the site.</summary>
    public string? CmsUrl { get; init; }

    /// <summary>Address of the CRM.</summary>
    public string? CrmUrl { get; init; }

    /// <summary>Path of the file of users.</summary>
    public string? CmsPath { get; init; }

    /// <summary>Path of the file of contacts.</summary>
    public string? CrmPath { get; init; }

    /// <summary>Reference to the site's secret.</summary>
    public string? CmsCredential { get; init; }

    /// <summary>Reference to the CRM's secret.</summary>
    public string? CrmCredential { get; init; }

    /// <summary>Folder of the CMS on its host, for the agent.</summary>
    public string? AgentRoot { get; init; }
}
