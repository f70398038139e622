namespace UserSync.PowerShell.Shell;

/// <summary>One line of progress as the shell will show it.</summary>
/// <param name="Id">Number of the line.</param>
/// <param name="Parent">Number of the line that it stands under; -1 for none.</param>
/// <param name="Activity">What is done.</param>
/// <param name="Status">How far it has come, in words.</param>
/// <param name="Percent">How far it has come; -1 where nobody knows the size.</param>
/// <param name="Completed">True takes the line away.</param>
internal sealed record ProgressLine(int Id, int Parent, string Activity, string Status, int Percent = -1, bool Completed = false);
