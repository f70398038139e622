using System.Diagnostics;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>The agents must run on PHP 7.4: words, operators and functions of later versions are looked for in their tokens.</summary>
public sealed class AgentLanguageTests
{
    // The tokens are those of the PHP that runs, so that newer words have kinds of their own.
    private const string Reader = """
        $newer = array_flip(explode(' ', 'str_contains str_starts_with str_ends_with get_debug_type get_resource_id fdiv preg_last_error_msg array_is_list fsync '
            . 'fdatasync enum_exists ini_parse_quantity json_validate mb_str_pad str_increment str_decrement stream_context_set_options array_find array_find_key '
            . 'array_any array_all mb_trim mb_ltrim mb_rtrim mb_ucfirst mb_lcfirst fpow array_first array_last get_error_handler get_exception_handler'));
        $words = ['T_MATCH', 'T_NULLSAFE_OBJECT_OPERATOR', 'T_ATTRIBUTE', 'T_ENUM', 'T_READONLY', 'T_NAME_RELATIVE'];
        foreach (array_slice($argv, 1) as $file) {
            $tokens = array_values(array_filter(token_get_all(file_get_contents($file)), function ($t) { return !is_array($t) || !in_array($t[0], [T_WHITESPACE, T_COMMENT, T_DOC_COMMENT], true); }));
            $line = 0;
            foreach ($tokens as $n => $t) {
                $text = is_array($t) ? $t[1] : $t;
                $line = is_array($t) ? $t[2] : $line;
                $before = $n ? (is_array($tokens[$n - 1]) ? $tokens[$n - 1][1] : $tokens[$n - 1]) : '';
                $after = isset($tokens[$n + 1]) ? (is_array($tokens[$n + 1]) ? $tokens[$n + 1][1] : $tokens[$n + 1]) : '';
                $what = null;
                if (is_array($t) && in_array(token_name($t[0]), $words, true)) { $what = $text; }
                if ($after === '(' && isset($newer[strtolower($text)]) && !in_array($before, ['->', '::', 'function'], true)) { $what = "$text()"; }
                if (strtolower($text) === 'throw' && !in_array($before, [';', '{', '}', ':', ')'], true)) { $what = 'throw as an expression'; }
                if ($text === 'catch' && isset($tokens[$n + 3]) && $tokens[$n + 3] === ')') { $what = 'catch without a variable'; }
                if (is_array($t) && $t[0] === T_STRING && $after === ':' && in_array($before, ['(', ','], true)) { $what = "the named argument $text"; }
                if ($text === 'mixed' && in_array($before, [':', '(', ',', '?'], true)) { $what = 'the type mixed'; }
                if ($text === '...' && $after === ')') { $what = 'a first-class callable'; }
                if ($text === '|' && in_array($after, ['null', 'string', 'int', 'array', 'bool'], true)) { $what = 'a union of types'; }
                if (in_array($before, ['(', ','], true) && in_array($text, ['public', 'private', 'protected'], true)) { $what = 'a promoted parameter'; }
                if ($what !== null) { echo basename($file), ':', $line, ' uses ', $what, "\n"; }
            }
        }
        """;

    [Fact]
    public async Task The_agents_use_nothing_newer_than_php_7_4() =>
        Assert.Equal("", await ReadAsync([.. Directory.GetFiles(AgentFiles.Folder, "*.php").Order(StringComparer.Ordinal)]));

    [Theory]
    [InlineData("$x = match (true) { default => 1 };")]
    [InlineData("$x = $y?->z;")]
    [InlineData("$x = str_contains('a', 'b');")]
    [InlineData("$x = $y ?? throw new Exception();")]
    [InlineData("try { f(); } catch (Exception) { }")]
    [InlineData("f(name: 1);")]
    [InlineData("function f(int|string $x) { }")]
    [InlineData("class A { public function __construct(private int $x) { } }")]
    [InlineData("$f = strlen(...);")]
    public async Task What_is_newer_is_found(string code)
    {
        string file = Path.Combine(Path.GetTempPath(), $"usersync-{Guid.NewGuid():N}.php");
        await File.WriteAllTextAsync(file, "<?php\n" + code + "\n", TestContext.Current.CancellationToken);
        try
        {
            Assert.Contains(":2 uses ", await ReadAsync([file]), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> ReadAsync(string[] files)
    {
        AgentFiles.DemandPhp();
        using Process php = Process.Start(new ProcessStartInfo("php", ["-r", Reader, "--", .. files]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        string said = await php.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await php.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, php.ExitCode);
        return said;
    }
}
