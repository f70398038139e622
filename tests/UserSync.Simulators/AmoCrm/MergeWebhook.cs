namespace UserSync.Simulators.AmoCrm;

/// <summary>What a merge of contacts sends to subscribers; no source tells.</summary>
public enum MergeWebhook
{
    /// <summary>The losers as deleted and the survivor as updated.</summary>
    Both,

    /// <summary>The losers as deleted.</summary>
    DeleteOnly,

    /// <summary>Nothing.</summary>
    None,
}
