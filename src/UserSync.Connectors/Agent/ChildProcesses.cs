using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace UserSync.Connectors.Agent;

/// <summary>Programs that we started: none outlives us, however we end. (Of a forced kill they learn by the end of their input.)</summary>
internal static class ChildProcesses
{
    private static readonly ConcurrentDictionary<Process, bool> Running = new();

    static ChildProcesses() => AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
    {
        foreach (Process process in Running.Keys)
            Kill(process);
    };

    /// <summary>Remembers a program that was started.</summary>
    public static void Add(Process process) => Running[process] = true;

    /// <summary>Forgets a program that has ended.</summary>
    public static void Remove(Process process) => Running.TryRemove(process, out _);

    /// <summary>Ends a program and whatever it started.</summary>
    public static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended already, or is about to.
        }
    }
}
