using System.ComponentModel;
using System.Diagnostics;
using UserSync.Core.Execution;
using UserSync.Core.Links;

namespace UserSync.Connectors.Composition;

/// <summary>The outside world as this process sees it: the only place that asks the operating system who we are.</summary>
public static class ProcessHost
{
    // Start times are told with different precision by different callers.
    private static readonly TimeSpan Precision = TimeSpan.FromSeconds(2);

    /// <summary>The host of this process.</summary>
    /// <param name="stopGrace">How long the request in hand may go on after a stop.</param>
    public static HostContext Create(TimeSpan stopGrace)
    {
        using Process process = Process.GetCurrentProcess();
        return new HostContext
        {
            TempFolder = Path.GetTempPath(),
            Owner = new LeaseOwner(Environment.MachineName, process.Id, StartOf(process)),
            IsAlive = IsAlive,
            StopGrace = stopGrace,
        };
    }

    /// <summary>Who works by hand in this process, for the journal.</summary>
    public static Editor Editor(string profile, string command) => new(profile, command, $"{Environment.UserName}@{Environment.MachineName}");

    private static bool IsAlive(LeaseOwner owner)
    {
        try
        {
            using Process process = Process.GetProcessById(owner.Pid);
            return (StartOf(process) - owner.ProcessStarted).Duration() < Precision;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Exception failure) when (failure is Win32Exception or InvalidOperationException)
        {
            // It exists and does not tell: another account's process.
            return failure is Win32Exception;
        }
    }

    private static DateTimeOffset StartOf(Process process) => new(process.StartTime.ToUniversalTime(), TimeSpan.Zero);
}
