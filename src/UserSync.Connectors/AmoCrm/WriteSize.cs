namespace UserSync.Connectors.AmoCrm;

/// <summary>How many contacts one request takes: halved when the server cannot bear it, doubled again when it did so for a while.</summary>
internal sealed class WriteSize
{
    private const int Patience = 10;
    private readonly int _most;
    private int _now;
    private int _well;

    /// <summary>Begins with the most that is ever sent.</summary>
    public WriteSize(int most) => _now = _most = most;

    /// <summary>The size of the next request.</summary>
    public int Now => _now;

    /// <summary>A request went well.</summary>
    public void Well()
    {
        if (_now < _most && ++_well >= Patience)
            (_now, _well) = (Math.Min(_most, _now * 2), 0);
    }

    /// <summary>A request of so many contacts was too much.</summary>
    public void TooMuch(int sent) => (_now, _well) = (Math.Max(1, Math.Min(_now, sent) / 2), 0);
}
