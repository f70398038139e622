using System.Text;

namespace UserSync.Core.Matching;

/// <summary>
/// Encodes one label of a domain as RFC 3492 says. Written out here because the framework asks the machine's own library,
/// and two machines on one link store must never disagree about a key.
/// </summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int Tmin = 1;
    private const int Tmax = 26;
    private const int Skew = 38;
    private const int Damp = 700;

    /// <summary>The label without its <c>xn--</c>.</summary>
    public static string Encode(string label)
    {
        int[] points = [.. label.EnumerateRunes().Select(r => r.Value)];
        var result = new StringBuilder();
        foreach (int point in points.Where(p => p < 0x80))
            result.Append((char)point);
        int basic = result.Length;
        int handled = basic;
        if (basic > 0)
            result.Append('-');

        int next = 0x80;
        int delta = 0;
        int bias = 72;
        while (handled < points.Length)
        {
            int smallest = points.Where(p => p >= next).Min();
            delta += (smallest - next) * (handled + 1);
            next = smallest;
            foreach (int point in points)
            {
                if (point < next)
                    delta++;
                if (point != next)
                    continue;
                AppendNumber(result, delta, bias);
                bias = Adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled++;
            }

            delta++;
            next++;
        }

        return result.ToString();
    }

    private static void AppendNumber(StringBuilder result, int number, int bias)
    {
        for (int k = Base; ; k += Base)
        {
            int threshold = Math.Clamp(k - bias, Tmin, Tmax);
            if (number < threshold)
            {
                result.Append(Digit(number));
                return;
            }

            result.Append(Digit(threshold + ((number - threshold) % (Base - threshold))));
            number = (number - threshold) / (Base - threshold);
        }
    }

    private static char Digit(int value) => (char)(value < 26 ? 'a' + value : '0' + value - 26);

    private static int Adapt(int delta, int points, bool first)
    {
        delta = first ? delta / Damp : delta / 2;
        delta += delta / points;
        int k = 0;
        for (; delta > (Base - Tmin) * Tmax / 2; k += Base)
            delta /= Base - Tmin;
        return k + ((Base - Tmin + 1) * delta / (delta + Skew));
    }
}
