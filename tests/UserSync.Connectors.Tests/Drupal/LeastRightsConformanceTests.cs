namespace UserSync.Connectors.Tests.Drupal;

/// <summary>The same with an account that may see neither roles nor the definitions of fields.</summary>
public sealed class LeastRightsConformanceTests : DrupalConformanceTests
{
    protected override string[] Permissions => [];
}
