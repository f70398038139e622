using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>Makes the field by which UserSync recognises its contacts, when an administrator asks for it. Nothing else makes fields.</summary>
internal sealed class MarkerFieldMaker(AmoApi api)
{
    /// <summary>Makes the field, or brings the one that is there with its code.</summary>
    public async Task<FieldInfo> MakeAsync(MarkerFieldKind kind, string name, CancellationToken cancellationToken)
    {
        string code = kind == MarkerFieldKind.UserId ? "USERSYNC_USER_ID" : "USERSYNC_PROFILE_URL";
        string type = kind == MarkerFieldKind.UserId ? "text" : "url";
        FieldTable table = await api.FieldsAsync(cancellationToken);
        if (table.All.FirstOrDefault(f => f.Code == code) is { } there)
            return there.ToInfos().First();
        JArray request = [new JObject { ["name"] = name, ["type"] = type, ["code"] = code, ["is_api_only"] = true }];
        JObject? answer = await api.WriteAsync(HttpMethod.Post, "api/v4/contacts/custom_fields", request, Safety.Create, "field " + name, cancellationToken);

        // In a list, or bare (contract 4.1).
        JObject? made = answer?["id"] is not null ? answer : AmoApi.Entries(answer, "custom_fields") is [var only, ..] ? only : null;
        return made is not null && AmoField.Read(made) is { } field ? field.ToInfos().First()
            : throw new ConnectorException(Side.Crm, ConnectorErrorKind.Protocol, "amoCRM did not tell the field that it made.", "Look for it with Get-CrmField.");
    }
}
