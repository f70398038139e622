using System.Text;

namespace UserSync.Connectors.Agent;

/// <summary>The last lines of what a program wrote beside its answers, for messages. Safe to use from several threads.</summary>
internal sealed class Tail
{
    private const int Lines = 20;
    private const int Longest = 400;
    private readonly Queue<string> _lines = new();

    /// <summary>Adds a line; what is too long is cut.</summary>
    public void Add(string line)
    {
        StringBuilder plain = new(Math.Min(line.Length, Longest));
        foreach (char c in line.AsSpan(0, Math.Min(line.Length, Longest)))
            plain.Append(char.IsControl(c) ? ' ' : c);
        string text = plain.ToString().Trim();
        if (text.Length == 0)
            return;
        lock (_lines)
        {
            _lines.Enqueue(text);
            if (_lines.Count > Lines)
                _lines.Dequeue();
        }
    }

    /// <summary>All kept lines as one text; "" when there is none.</summary>
    public string Text()
    {
        lock (_lines)
            return string.Join(" | ", _lines);
    }
}
