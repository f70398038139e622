namespace UserSync.Connectors.Tests.Flows;

/// <summary>What a flow maps between a user and a contact.</summary>
internal sealed record Person(string Email, string First = "", string Last = "", string Phone = "");
