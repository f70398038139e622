using UserSync.HelpBuilder;

// UserSync.HelpBuilder CMDLETS.dll DOCS-FOLDER OUT-FOLDER: docs/cmdlets/*.md becomes MAML beside the dll, docs/about/*.md plain text.
if (args is not [var assembly, var docs, var output])
{
    await Console.Error.WriteLineAsync("Usage: UserSync.HelpBuilder <UserSync.PowerShell.dll> <docs folder> <module folder>");
    return 2;
}

IReadOnlyList<CmdletFacts> cmdlets = CmdletFacts.ReadAll(Path.GetFullPath(assembly));
var problems = new List<string>();
var pages = new List<(CmdletFacts Facts, CmdletPage Page)>();
foreach (CmdletFacts facts in cmdlets)
{
    string file = Path.Combine(docs, "cmdlets", facts.Name + ".md");
    if (!File.Exists(file))
    {
        problems.Add($"{file}: the cmdlet has no page");
        continue;
    }

    CmdletPage page = CmdletPage.Read(await File.ReadAllTextAsync(file));
    problems.AddRange(page.Problems(facts).Select(p => $"{file}: {p}"));
    pages.Add((facts, page));
}

foreach (string stray in Directory.GetFiles(Path.Combine(docs, "cmdlets"), "*-*.md").Where(f => cmdlets.All(c => c.Name != Path.GetFileNameWithoutExtension(f))))
    problems.Add($"{stray}: there is no such cmdlet");
if (problems.Count > 0)
{
    foreach (string problem in problems)
        await Console.Error.WriteLineAsync("error HELP: " + problem);
    return 1;
}

string help = Directory.CreateDirectory(Path.Combine(output, "bin", "en-US")).FullName;
MamlWriter.Write(Path.Combine(help, Path.GetFileName(assembly) + "-Help.xml"), pages);
string about = Directory.CreateDirectory(Path.Combine(output, "en-US")).FullName;
foreach (string topic in Directory.GetFiles(Path.Combine(docs, "about"), "about_*.md"))
    await File.WriteAllTextAsync(Path.Combine(about, Path.GetFileNameWithoutExtension(topic) + ".help.txt"), AboutTopic.ToText(await File.ReadAllTextAsync(topic)));
return 0;
