using UserSync.Core.Matching;

namespace UserSync.Core.Mapping;

/// <summary>Writes telephone numbers in international form: <c>+</c>, country code, number, digits only.</summary>
/// <param name="Country">Country of numbers without one, ISO 3166 two letters; null refuses such numbers.</param>
public sealed record PhoneTransform(string? Country) : TextTransform
{
    /// <inheritdoc/>
    public override string Signature => TransformSignature.Of("phone", Country ?? "");

    /// <inheritdoc/>
    public override bool IsOwnInverse => true;

    /// <inheritdoc/>
    protected override string Apply(string text) =>
        PhoneNormaliser.Normalise(text, Country) ?? throw new TransformException(Country is null
            ? $"'{text}' is no telephone number in international form."
            : $"'{text}' is no telephone number of {Country} and none in international form.");
}
