using UserSync.Simulators.CiviCrm;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>CiviCRM in Joomla: other addresses, nothing else.</summary>
public sealed class JoomlaCiviCrmConformanceTests : CiviCrmConformanceTests
{
    protected override CiviPlatform Platform => CiviPlatform.Joomla;
}
