namespace UserSync.Connectors.AmoCrm;

/// <summary>What the account's search can be relied on for, found out by asking for contacts that are known.</summary>
/// <param name="OnePage">All contacts fit on one page: reading that is as cheap as a search and always right.</param>
/// <param name="CaseBlind">It finds addresses whatever their case.</param>
/// <param name="PhoneDigits">It finds numbers by their last digits, however they are written.</param>
internal sealed record SearchSense(bool OnePage, bool CaseBlind, bool PhoneDigits);
