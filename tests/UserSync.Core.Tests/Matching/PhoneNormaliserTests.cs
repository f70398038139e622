using UserSync.Core.Matching;

namespace UserSync.Core.Tests.Matching;

public sealed class PhoneNormaliserTests
{
    [Theory]
    [InlineData("DE", "030 1234567", "+49301234567")]
    [InlineData("DE", "+49 30 1234567", "+49301234567")]
    [InlineData("DE", "+49 (0)30 1234567", "+49301234567")]
    [InlineData("DE", "0049-30-1234567", "+49301234567")]
    [InlineData("DE", "(030) 123 45/67", "+49301234567")]
    [InlineData("DE", "+43 1 58858", "+43158858")]
    [InlineData(null, "+49 171 1234567", "+491711234567")]
    [InlineData("AT", "0664 1234567", "+436641234567")]
    [InlineData("CH", "044 668 18 00", "+41446681800")]
    [InlineData("FR", "01 23 45 67 89", "+33123456789")]
    [InlineData("FR", "123456789", "+33123456789")]
    [InlineData("IT", "06 698 12345", "+390669812345")]
    [InlineData("IT", "+39 06 698 12345", "+390669812345")]
    [InlineData("HU", "06 1 234 5678", "+3612345678")]
    [InlineData("GB", "020 7946 0018", "+442079460018")]
    [InlineData("US", "(212) 555-0123", "+12125550123")]
    [InlineData("US", "1-212-555-0123", "+12125550123")]
    [InlineData("US", "011 49 30 1234567", "+49301234567")]
    [InlineData("RU", "8 (912) 345-67-89", "+79123456789")]
    [InlineData("RU", "7 912 345 67 89", "+79123456789")]
    [InlineData("RU", "912 345 67 89", "+79123456789")]
    [InlineData("RU", "8 10 49 30 1234567", "+49301234567")]
    [InlineData("KZ", "8 701 234 56 78", "+77012345678")]
    [InlineData("BY", "8 029 123 45 67", "+375291234567")]
    [InlineData("UA", "067 123 45 67", "+380671234567")]
    [InlineData("AU", "0412 345 678", "+61412345678")]
    [InlineData("AU", "0011 49 30 1234567", "+49301234567")]
    [InlineData("AU", "0049 30 1234567", "+49301234567")]
    [InlineData("de", "030 1234567", "+49301234567")]
    [InlineData("DE", "＋４９ 30 1234567", "+49301234567")]
    [InlineData("EG", "٠١٢ ٣٤٥٦ ٧٨٩٠", "+201234567890")]
    [InlineData(null, "+870 773 111 632", "+870773111632")]
    public void Number_becomes_international(string? country, string given, string expected) =>
        Assert.Equal(expected, PhoneNormaliser.Normalise(given, country));

    [Theory]
    [InlineData("DE", null)]
    [InlineData("DE", "")]
    [InlineData("DE", "  ")]
    [InlineData("DE", "on request")]
    [InlineData("DE", "030 1234567 ext. 5")]
    [InlineData("DE", "0800 VANITY")]
    [InlineData("DE", "123")]
    [InlineData("DE", "++49 30 1234567")]
    [InlineData("DE", "030 12+34567")]
    [InlineData("DE", "+49 30 12345678901234")]
    [InlineData("RU", "8 912 345 67")]
    [InlineData("US", "555-0123")]
    [InlineData(null, "030 1234567")]
    [InlineData("XX", "030 1234567")]
    [InlineData(null, "+0 30 1234567")]
    [InlineData("DE", "030 1234567, 030 7654321 0171")]
    public void What_is_no_number_has_no_key(string? country, string? given) => Assert.Null(PhoneNormaliser.Normalise(given, country));

    [Fact]
    public void Every_country_keeps_its_own_international_form()
    {
        foreach (string country in PhoneNormaliser.Countries)
        {
            DialingPlan plan = DialingPlans.OfCountry(country)!;
            string national = new('5', plan.Longest);
            string expected = $"+{plan.Code}{national}";
            Assert.Equal(expected, PhoneNormaliser.Normalise(expected));
            Assert.Equal(expected, PhoneNormaliser.Normalise(plan.Trunk + national, country));
        }

        Assert.True(PhoneNormaliser.Countries.Count >= 60);
        Assert.True(PhoneNormaliser.KnowsCountry("de"));
        Assert.False(PhoneNormaliser.KnowsCountry("ZZ"));
    }
}
