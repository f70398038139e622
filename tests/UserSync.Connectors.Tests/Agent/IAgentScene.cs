using UserSync.Core.Connectors;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>A site with an agent, as whole runs need it.</summary>
internal interface IAgentScene : IAsyncDisposable
{
    /// <summary>The end of the profile.</summary>
    EndSettings End { get; }

    /// <summary>A text field of users that only the agent reaches.</summary>
    string Field { get; }

    /// <summary>The group of new users.</summary>
    string Group { get; }

    /// <summary>A connector to the site.</summary>
    ICmsConnector Open(UserPolicy policy, TimeProvider time);
}
