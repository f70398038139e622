namespace UserSync.Simulators.AmoCrm;

/// <summary>The two separate systems with the same API.</summary>
public enum AmoPlatform
{
    /// <summary>amocrm.ru; <c>platform=1</c> in redirects.</summary>
    AmoCrm,

    /// <summary>kommo.com; <c>platform=2</c> in redirects. Limits count by address there.</summary>
    Kommo,
}
