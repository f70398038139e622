using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using UserSync.Core.Errors;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Agent;

/// <summary>A running agent, or the ssh that leads to one. One request at a time; after a failure it must be disposed.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private static readonly TimeSpan EndingTime = TimeSpan.FromSeconds(2);
    private readonly Process _process;
    private readonly LineReader _lines;
    private readonly Tail _tail = new();
    private readonly AgentSettings _settings;
    private readonly TimeProvider _time;
    private readonly Task _errors;
    private bool _broken;

    private AgentProcess(Process process, AgentSettings settings, TimeProvider time)
    {
        _process = process;
        _settings = settings;
        _time = time;
        _lines = new LineReader(process.StandardOutput.BaseStream, AgentLimits.Line);
        _errors = KeepErrorsAsync();
    }

    /// <summary>Starts the program; waits for nothing.</summary>
    /// <param name="settings">Program and arguments, passed as they are.</param>
    /// <param name="folder">The folder in which it starts, at which relative paths begin.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ConnectorException">Fatal: it cannot be started.</exception>
    public static AgentProcess Start(AgentSettings settings, string folder, TimeProvider time)
    {
        // A program with a relative path lies where all relative paths of a profile begin; a mere name is looked for on the PATH.
        string program = settings.Command[0];
        if (Path.GetFileName(program).Length != program.Length)
            program = Path.GetFullPath(program, folder);
        ProcessStartInfo start = new(program, settings.Command.Skip(1))
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        Process process = new() { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Exception failure) when (failure is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            process.Dispose();
            throw AgentFailures.NotStarted(program, failure);
        }

        ChildProcesses.Add(process);
        return new AgentProcess(process, settings, time);
    }

    /// <summary>Sends one line and brings lines until <paramref name="isAnswer"/> accepts one; others are what a program printed.</summary>
    /// <exception cref="AgentLostException">The agent ended, hung or said too much.</exception>
    public async Task<ReadOnlyMemory<byte>> AskAsync(ReadOnlyMemory<byte> request, Func<ReadOnlyMemory<byte>, bool> isAnswer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Until the answer is there this process cannot be asked anything else.
        _broken = true;
        Task<ReadOnlyMemory<byte>> exchange = ExchangeAsync(request, isAnswer);
        try
        {
            ReadOnlyMemory<byte> answer = await exchange.WaitAsync(_settings.Timeout, _time, cancellationToken);
            _broken = false;
            return answer;
        }
        catch (TimeoutException failure)
        {
            await EndAsync(exchange);
            throw new AgentLostException(AgentFailures.Hangs(_settings, _tail.Text(), failure), sent: true);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(exchange);
            throw;
        }
        catch (InvalidDataException failure)
        {
            throw new AgentLostException(AgentFailures.LineTooLong(failure), sent: true);
        }
        catch (IOException failure)
        {
            throw new AgentLostException(await WhyGoneAsync(failure), sent: true);
        }
    }

    /// <summary>Waits for the end of a program that is no agent and is not spoken to.</summary>
    /// <exception cref="AgentLostException">It did not end in time, or not well.</exception>
    public async Task EndedAsync(CancellationToken cancellationToken)
    {
        _broken = true;
        CloseInput();
        try
        {
            await Task.WhenAll(_process.WaitForExitAsync(CancellationToken.None), DrainAsync()).WaitAsync(_settings.Timeout, _time, cancellationToken);
        }
        catch (TimeoutException failure)
        {
            throw new AgentLostException(AgentFailures.Hangs(_settings, _tail.Text(), failure), sent: true);
        }

        await _errors;
        if (_process.ExitCode != 0)
            throw new AgentLostException(AgentFailures.Gone(_settings, _process.ExitCode, _tail.Text(), new EndOfStreamException()), sent: true);
    }

    /// <summary>An error for an answer that is not as it must be.</summary>
    public AgentLostException NotUnderstood(Exception failure)
    {
        _broken = true;
        return new AgentLostException(AgentFailures.NotUnderstood(failure, _tail.Text()), sent: true);
    }

    /// <summary>Lets an idle agent end by itself, and ends any other at once. No program is left behind.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_broken)
        {
            // The end of its input ends it.
            CloseInput();
            await ExitedAsync();
        }

        ChildProcesses.Kill(_process);
        await _process.WaitForExitAsync(CancellationToken.None);
        await _errors;
        ChildProcesses.Remove(_process);
        _process.Dispose();
    }

    private async Task<ReadOnlyMemory<byte>> ExchangeAsync(ReadOnlyMemory<byte> request, Func<ReadOnlyMemory<byte>, bool> isAnswer)
    {
        // Not cancellable: a cut line would be half a request. Ending the program ends the wait.
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(request, CancellationToken.None);
            await _process.StandardInput.BaseStream.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // It listens no more; what it said before may tell why.
        }

        while (true)
        {
            ReadOnlyMemory<byte> line = await _lines.ReadAsync(CancellationToken.None) ?? throw new EndOfStreamException();
            if (isAnswer(line))
                return line;
            _tail.Add(Encoding.UTF8.GetString(line.Span[..Math.Min(line.Length, 1000)]));
        }
    }

    private async Task<ConnectorException> WhyGoneAsync(IOException failure)
    {
        await ExitedAsync();
        ChildProcesses.Kill(_process);
        await _process.WaitForExitAsync(CancellationToken.None);
        await _errors;
        return AgentFailures.Gone(_settings, _process.ExitCode, _tail.Text(), failure);
    }

    private void CloseInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already, with what was sent to it unread.
        }
    }

    private async Task DrainAsync()
    {
        while (await _lines.ReadAsync(CancellationToken.None) is { } line)
            _tail.Add(Encoding.UTF8.GetString(line.Span[..Math.Min(line.Length, 1000)]));
    }

    private async Task ExitedAsync()
    {
        try
        {
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(EndingTime, _time);
        }
        catch (TimeoutException)
        {
            // It is killed next.
        }
    }

    private async Task EndAsync(Task exchange)
    {
        ChildProcesses.Kill(_process);
        try
        {
            await exchange;
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            // That is how a request ends whose program was killed.
        }
    }

    private async Task KeepErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
            _tail.Add(line);
    }
}
