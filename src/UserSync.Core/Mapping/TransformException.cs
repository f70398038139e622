using UserSync.Core.Model;

namespace UserSync.Core.Mapping;

/// <summary>A value that a transform does not understand: that item fails, the rest goes on.</summary>
public sealed class TransformException : Exception
{
    /// <summary>Says what was wrong with which value.</summary>
    public TransformException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>The side that the value was to be written to; null where only one can be meant.</summary>
    internal Side? Target { get; init; }
}
