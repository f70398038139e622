using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Kommo, where filters work and some answers have another shape.</summary>
public sealed class KommoConformanceTests : AmoCrmConformanceTests
{
    protected override AmoPlatform Platform => AmoPlatform.Kommo;
}
