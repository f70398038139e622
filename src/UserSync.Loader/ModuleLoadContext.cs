using System.Reflection;
using System.Runtime.Loader;

namespace UserSync.Loader;

/// <summary>
/// Keeps the module's dependencies away from those of PowerShell and of other modules: everything that UserSync.PowerShell.deps.json
/// names, native SQLite included, is loaded here. This assembly alone lives in PowerShell's own context.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly string Folder = Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!;
    private static readonly Lazy<ModuleLoadContext> Instance = new(static () => new ModuleLoadContext());
    private readonly AssemblyDependencyResolver _resolver = new(Path.Combine(Folder, "UserSync.PowerShell.dll"));

    private ModuleLoadContext()
        : base("UserSync")
    {
    }

    /// <summary>Loads one of the module's assemblies, once for all runspaces of the process.</summary>
    /// <param name="name">Simple name, such as "UserSync.PowerShell".</param>
    public static Assembly Load(string name) => Instance.Value.LoadFromAssemblyName(new AssemblyName(name));

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
        => assemblyName.Name != typeof(ModuleLoadContext).Namespace && _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
        => _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : nint.Zero;
}
