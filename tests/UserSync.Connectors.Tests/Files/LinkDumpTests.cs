using UserSync.Connectors.Files.Links;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Tests.Files;

/// <summary>The table of the WT AmoCRM library out of SQL dumps, and into SQL.</summary>
public sealed class LinkDumpTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("usersync-dump").FullName;

    private string Dump => Path.Combine(_folder, "dump.sql");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Mysqldump_names_the_columns_in_the_definition_and_puts_all_rows_into_one_line()
    {
        Put("""
            -- MariaDB dump 10.19  Distrib 10.11
            /*!40101 SET NAMES utf8mb4 */;
            DROP TABLE IF EXISTS `jos_users`;
            CREATE TABLE `jos_users` (`id` int(11) NOT NULL, `name` varchar(400) DEFAULT 'a;b', PRIMARY KEY (`id`));
            INSERT INTO `jos_users` VALUES (7,'INSERT INTO `jos_lib_wt_amocrm_users_sync` VALUES (1,1,1);'),(8,'O\'Neil; (x)');
            CREATE TABLE `jos_lib_wt_amocrm_users_sync` (
              `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
              `joomla_user_id` int(11) NOT NULL COMMENT 'the user, who else (id)',
              `amocrm_contact_id` bigint(20) NOT NULL,
              `is_temporary_user` tinyint(1) NOT NULL DEFAULT 0,
              PRIMARY KEY (`id`),
              KEY `idx` (`joomla_user_id`)
            ) ENGINE=InnoDB;
            LOCK TABLES `jos_lib_wt_amocrm_users_sync` WRITE;
            INSERT INTO `jos_lib_wt_amocrm_users_sync` VALUES (1,43,9001,0),(2,44,9002,1);
            UNLOCK TABLES;
            """);
        Assert.Equal([("43", "9001", false), ("44", "9002", true)], LinkFile.Read(Dump, LinkLayout.WtAmoCrm).Select(r => (r.UserId, r.ContactId, r.IsTemporary)));
    }

    [Fact]
    public void PhpMyAdmin_names_the_columns_with_the_rows_on_lines_of_their_own()
    {
        Put("""
            -- phpMyAdmin SQL Dump
            SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";

            INSERT INTO `site`.`abc_lib_wt_amocrm_users_sync` (`amocrm_contact_id`, `joomla_user_id`, `is_temporary_user`) VALUES
            (9001, 43, 0),
            (NULL, 44, 0), # a comment
            ('9003', '45', '1'),
            (9004, 46);
            """);
        LinkRow[] rows = [.. LinkFile.Read(Dump)];
        Assert.Equal([("43", "9001", 5), ("44", "", 6), ("45", "9003", 7), ("46", "9004", 8)], rows.Select(r => (r.UserId, r.ContactId, r.Line)));
        Assert.Equal([null, ErrorIds.InvalidLinkRow, null, ErrorIds.InvalidLinkRow], rows.Select(r => r.Error?.Id));
    }

    [Fact]
    public void Rows_alone_are_taken_in_the_order_of_the_export()
    {
        Put("INSERT IGNORE INTO #__lib_wt_amocrm_users_sync VALUES (43,9001,1);\nREPLACE INTO `x_lib_wt_amocrm_users_sync` VALUES (44,9002,0);");
        Assert.Equal([("43", "9001", true), ("44", "9002", false)], LinkFile.Read(Dump).Select(r => (r.UserId, r.ContactId, r.IsTemporary)));
    }

    [Theory]
    [InlineData("-- nothing\nINSERT INTO `jos_users` VALUES (1,2,3);\n")]
    [InlineData("CREATE TABLE `jos_lib_wt_amocrm_users_sync` (`a` int, `b` int); INSERT INTO `jos_lib_wt_amocrm_users_sync` VALUES (1,2);")]
    [InlineData("INSERT INTO `not_lib_wt_amocrm_users_sync_old` VALUES (1,2,3);")]
    public void A_dump_without_the_table_is_refused_whole(string sql)
    {
        Put(sql);
        Assert.Equal(ErrorIds.FileInvalid, Assert.ThrowsAny<UserSyncException>(() => LinkFile.Read(Dump).ToList()).Error.Id);
    }

    [Fact]
    public void A_dump_that_breaks_off_tells_the_row_and_keeps_those_before()
    {
        Put("INSERT INTO `x_lib_wt_amocrm_users_sync` VALUES (43,9001,1),(44,90");
        Assert.Equal([null, ErrorIds.InvalidLinkRow], LinkFile.Read(Dump).Select(r => r.Error?.Id));
    }

    [Fact]
    public void A_table_of_another_than_was_said_is_refused()
    {
        Put("INSERT INTO `x_lib_wt_amocrm_users_sync` VALUES (43,9001,1);");
        Assert.Throws<ConnectorException>(() => LinkFile.Read(Dump, LinkLayout.UFMatch).ToList());
        Put("UserId,ContactId\n1,2\n");
        Assert.Throws<ConnectorException>(() => LinkFile.Read(Dump, LinkLayout.WtAmoCrm).ToList());
        Assert.Single(LinkFile.Read(Dump, LinkLayout.UserSync));
    }

    [Theory]
    [InlineData("links.sql")]
    [InlineData("links.csv")]
    public void What_is_exported_is_imported_the_same(string name)
    {
        string path = Path.Combine(_folder, name);
        using (var writer = new LinkFileWriter(path, LinkLayout.WtAmoCrm))
        {
            writer.Add(new SyncLink { Site = "s", Account = "a", UserId = "43", ContactId = "9001", IsTemporary = true });
            writer.Add(new SyncLink { Site = "s", Account = "a", UserId = "o'n\\e", ContactId = "c;1" });
            writer.Complete();
        }

        Assert.Equal([("43", "9001", true), ("o'n\\e", "c;1", false)], LinkFile.Read(path, LinkLayout.WtAmoCrm).Select(r => (r.UserId, r.ContactId, r.IsTemporary)));
    }

    private void Put(string text) => File.WriteAllText(Dump, text);
}
