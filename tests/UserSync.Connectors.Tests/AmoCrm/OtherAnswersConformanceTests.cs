using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>The other answer to every question that the contract leaves open.</summary>
public sealed class OtherAnswersConformanceTests : AmoCrmConformanceTests
{
    protected override void Turn(AmoCrmSwitches switches) => AmoSwitchSets.Other(switches);
}
