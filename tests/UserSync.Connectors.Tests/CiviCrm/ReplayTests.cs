using System.Text.Json.Nodes;
using UserSync.Simulators;
using UserSync.Simulators.CiviCrm;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>
/// The simulator is held against the recordings: every request of a session of the lab is sent again, in the same order, on the
/// same state, and the answer must be the same in shape and meaning.
/// </summary>
/// <remarks>
/// Not replayed, because the simulator does not have it: passwords and JWT, OPTIONS, groupBy, dedupe rules and merging,
/// System.check, a column of notes that comes unasked, APIv3, the requests to WordPress itself, and the log, whose numbers tell of much that was not recorded.
/// </remarks>
public sealed class ReplayTests
{
    // What the lab did between two recordings.
    private static readonly Dictionary<string, JsonObject[]> Unrecorded = new(StringComparer.Ordinal)
    {
        ["trash-01-delete"] = [Contact("Trashy", "Bin", ("email_primary.email", "trash@example.org"))],
        ["write-10-trash-it"] = [Contact("Tr", "Ash", ("external_identifier", "wp:300"), ("email_primary.email", "tr@example.org"))],
        ["ufmatch-01-create"] = [Contact("Ulla", "Uf"), Contact("Uwe", "Uf")],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("auth", "perm", "create", "get", "trash", "write", "custom", "note", "tag", "website", "ufmatch", "cmsmail")]
    [InlineData("trap")]
    [InlineData("extra")]
    public async Task The_simulator_answers_a_recorded_session_as_the_real_server_did(params string[] groups)
    {
        CiviCrmSimulator simulator = new(new SimulatedClock());
        await using SimulatorServer server = await SimulatorServer.StartAsync(simulator);
        using HttpClientHandler plain = new() { AllowAutoRedirect = false, UseCookies = false, CheckCertificateRevocationList = true };
        using HttpClient client = new(plain) { BaseAddress = server.Address };
        List<string> differences = [];
        int replayed = 0;
        foreach (CiviRecording recording in CiviRecording.Session(groups))
        {
            foreach (JsonObject values in Unrecorded.GetValueOrDefault(recording.Name) ?? [])
                new CiviApi(simulator.Database, Everything).Call("Contact", "create", new JsonObject { ["values"] = values.DeepClone() }, null);
            (int status, string? type, string answer) = await recording.SendAsync(client, Token);
            if (AnswerComparison.Difference(recording, status, type, answer) is { } difference)
                differences.Add($"{recording.Name}: {difference}");
            replayed++;
        }

        Assert.True(replayed > 5);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static CiviAccount Everything => new(3, 2, "", CiviAccount.AllPermissions.ToHashSet(StringComparer.Ordinal));

    private static JsonObject Contact(string first, string last, params (string Name, string Value)[] more)
    {
        JsonObject values = new() { ["contact_type"] = "Individual", ["first_name"] = first, ["last_name"] = last };
        foreach ((string name, string value) in more)
            values[name] = value;
        return values;
    }
}
