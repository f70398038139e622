namespace UserSync.Simulators.CiviCrm;

/// <summary>How a field stores and compares.</summary>
public enum FieldType
{
    /// <summary>Text.</summary>
    String,

    /// <summary>Whole number.</summary>
    Integer,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A point in time, or a day.</summary>
    Timestamp,

    /// <summary>Several texts.</summary>
    List,
}
