using System.Text.Json.Nodes;

namespace UserSync.Simulators.Joomla;

/// <summary>An answer that is an error.</summary>
public sealed class JoomlaError : Exception
{
    private JoomlaError(int status, string title, bool hasCode, bool isObject = false)
        : base(title)
    {
        Status = status;
        HasCode = hasCode;
        IsObject = isObject;
    }

    /// <summary>The status.</summary>
    public int Status { get; }

    private bool HasCode { get; }

    private bool IsObject { get; }

    /// <summary>A form that is not filled as it must be: no code, up to three messages in one title.</summary>
    public static JoomlaError Form(IEnumerable<string> messages) => new(400, string.Join('\n', messages.Take(3)), hasCode: false);

    /// <summary>What the model or the database refuses to save.</summary>
    public static JoomlaError Save(string message) => Refused("Save failed with the following error: " + message);

    /// <summary>A refusal with its code.</summary>
    public static JoomlaError Refused(string message) => new(400, message, hasCode: true);

    /// <summary>Nothing there.</summary>
    public static JoomlaError NotFound(bool hasCode = true) => new(404, "Resource not found", hasCode);

    /// <summary>Who asks is not let in, for whatever reason.</summary>
    public static JoomlaError Unauthorized() => new(401, "Forbidden", hasCode: false);

    /// <summary>A crash; some of them are told as an object and not as a list.</summary>
    public static JoomlaError Crash(bool isObject) => new(500, "Internal server error", hasCode: true, isObject);

    /// <summary>The body.</summary>
    public JsonObject Body()
    {
        JsonObject error = [];
        if (HasCode)
            error["code"] = Status;
        error["title"] = Message;
        return new JsonObject { ["errors"] = IsObject ? error : new JsonArray(error) };
    }
}
