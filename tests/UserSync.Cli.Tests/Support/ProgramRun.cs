using System.Text.Json;

namespace UserSync.Cli.Tests.Support;

/// <summary>What a run of the program brought.</summary>
internal sealed record ProgramRun(int ExitCode, string Out, string Error)
{
    /// <summary>Standard output as the one JSON document that it must be.</summary>
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Out);
            return document.RootElement.Clone();
        }
    }

    public JsonElement Summary => Json.GetProperty("summary");
}
