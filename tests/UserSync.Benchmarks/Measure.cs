using System.Diagnostics;
using System.Globalization;

namespace UserSync.Benchmarks;

/// <summary>Times one piece of work and tells the highest working set of the process so far.</summary>
internal static class Measure
{
    public static async Task<T> RunAsync<T>(string name, Func<Task<T>> work)
    {
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        T result = await work();
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        using Process process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44} {took.TotalSeconds,9:F3} s   peak {process.PeakWorkingSet64 / 1048576.0,7:F0} MB   {result}"));
        return result;
    }
}
