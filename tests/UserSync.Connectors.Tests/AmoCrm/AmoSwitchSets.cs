using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Positions of the simulator's switches.</summary>
internal static class AmoSwitchSets
{
    /// <summary>All that concern what UserSync does, in the position that is not the usual one.</summary>
    public static void Other(AmoCrmSwitches switches)
    {
        switches.TokenFailureIs400 = true;
        switches.RefreshKillsOldAccess = true;
        switches.RussianErrors = true;
        switches.Empty405 = true;
        switches.Html429 = true;
        switches.BackLinks = false;
        switches.CreatedAtFilter = true;
        switches.MultitextFilter = true;
        switches.OldShapes = true;
        switches.TagsWithoutColor = true;
        switches.QueryMatchesCase = true;
        switches.QueryByWords = true;
        switches.QueryNormalisesPhones = true;
        switches.QueryMinimumLength = 3;
        switches.IndexDelay = TimeSpan.FromSeconds(30);
        switches.GoodItemsStored = true;
        switches.BareSingleUpdate = true;
        switches.UpdateEchoesRequestId = false;
        switches.ShortWriteAnswers = true;
        switches.UpdateWithoutIdCreates = false;
        switches.UnknownIdIgnored = true;
        switches.EmptyUpdateBumps = false;
        switches.NullTagsClear = false;
        switches.TagsIgnoreCase = true;
        switches.KindWithoutEnum = "OTHER";
        switches.PartsMakeName = true;
        switches.NoteBumpsContact = true;
        switches.MergedListedAsDeleted = true;
        switches.EventsNewestFirst = true;
        switches.BareSingleField = true;
    }
}
