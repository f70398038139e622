using Newtonsoft.Json;
using UserSync.Connectors.Http;

namespace UserSync.Connectors.Joomla;

/// <summary>Steps into the envelopes of JSON:API that Joomla sends; requests have none.</summary>
internal static class JoomlaResource
{
    /// <summary>Reads the attributes of the one resource of an answer.</summary>
    public static T One<T>(JsonTextReader json, Func<JsonTextReader, T> read)
    {
        bool found = false;
        T? value = default;
        JsonWalk.Object(json, part =>
        {
            if (part != "data")
                return;
            value = Attributes(json, read);
            found = true;
        });
        return found ? value! : throw new JsonSerializationException("the answer has no data.");
    }

    /// <summary>Reads the attributes of the resource that the reader stands on.</summary>
    public static T Attributes<T>(JsonTextReader json, Func<JsonTextReader, T> read)
    {
        bool found = false;
        T? value = default;
        JsonWalk.Object(json, part =>
        {
            if (part != "attributes")
                return;
            value = read(json);
            found = true;
        });
        return found ? value! : throw new JsonSerializationException("a resource has no attributes.");
    }
}
